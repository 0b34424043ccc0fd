// Calculator reads lines such as "2 * 100" and prints their results, until "exit" or the end of its input.
//
// It does without fmt, which alone would make the program a quarter larger.
package main

import (
	"bufio"
	"io"
	"os"
	"syscall"
	"unsafe"
)

func main() {
	if err := run(os.Stdin, os.Stdout, os.Stderr, isTerminal(os.Stdin)); err != nil {
		io.WriteString(os.Stderr, "calculator: "+err.Error()+"\n")
		os.Exit(1)
	}
}

// run answers each line of input: results go to results, one a line, and what is wrong with a line goes to messages.
func run(input io.Reader, results, messages io.Writer, prompting bool) error {
	lines := bufio.NewScanner(input)
	for {
		if prompting {
			if _, err := io.WriteString(results, "> "); err != nil {
				return err
			}
		}
		if !lines.Scan() {
			return lines.Err()
		}
		result, err := evaluate(lines.Text())
		switch {
		case err == errExit:
			return nil
		case err == errEmpty:
			continue
		case err != nil:
			_, err = io.WriteString(messages, "error: "+err.Error()+"\n")
		default:
			_, err = io.WriteString(results, result+"\n")
		}
		if err != nil {
			return err
		}
	}
}

// isTerminal tells whether a person is typing.
func isTerminal(file *os.File) bool {
	var settings syscall.Termios
	_, _, failure := syscall.Syscall(
		syscall.SYS_IOCTL, file.Fd(), syscall.TCGETS, uintptr(unsafe.Pointer(&settings)))
	return failure == 0
}
