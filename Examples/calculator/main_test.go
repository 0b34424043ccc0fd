package main

import (
	"strings"
	"testing"
)

func TestEvaluate(t *testing.T) {
	for line, want := range map[string]string{
		"2 * 100":           "200",
		"  7\t+ 5 ":         "12",
		"3 - 10":            "-7",
		"1 / 4":             "0.25",
		"0.1 + 0.2":         "0.3",
		"-1.5 * -2":         "3",
		"1000000 * 1000000": "1000000000000",
		"10 / 3":            "3.33333333333333",
		"0 / 5":             "0",
		"0 * -1":            "0",
	} {
		if got, err := evaluate(line); err != nil || got != want {
			t.Errorf("evaluate(%q) = %q, %v; want %q", line, got, err, want)
		}
	}
}

func TestEvaluateRefuses(t *testing.T) {
	huge := "1" + strings.Repeat("0", 300)
	for line, want := range map[string]string{
		"two * 100":          `"two" is not a number`,
		"2 * inf":            `"inf" is not a number`,
		"2 * 0x10":           `"0x10" is not a number`,
		"1 + 1e5":            `"1e5" is not a number`,
		"2 % 3":              `"%" is not an operator: expected + - * /`,
		"2 \x1b 3":           `"\x1b" is not an operator: expected + - * /`,
		"2 *":                errForm.Error(),
		"1 + 2 + 3":          errForm.Error(),
		"1 / 0":              "division by zero",
		"1 / -0.0":           "division by zero",
		huge + " * " + huge:  "the result is too large",
		huge + huge + " + 1": `"` + huge + huge + `" is not a number`,
	} {
		if got, err := evaluate(line); err == nil || err.Error() != want {
			t.Errorf("evaluate(%q) = %q, %v; want error %q", line, got, err, want)
		}
	}
}

func TestRun(t *testing.T) {
	var results, messages strings.Builder
	if err := run(strings.NewReader("2 * 100\n\n1 / 0\n1 + 1\nexit\n9 * 9\n"), &results, &messages, false); err != nil {
		t.Fatal(err)
	}
	if results.String() != "200\n2\n" || messages.String() != "error: division by zero\n" {
		t.Errorf("results %q, messages %q", results.String(), messages.String())
	}
}

func TestRunPromptsAPerson(t *testing.T) {
	var results, messages strings.Builder
	if err := run(strings.NewReader("1 + 1"), &results, &messages, true); err != nil {
		t.Fatal(err)
	}
	if results.String() != "> 2\n> " || messages.String() != "" {
		t.Errorf("results %q, messages %q", results.String(), messages.String())
	}
}

func TestRunRefusesEndlessLine(t *testing.T) {
	var results, messages strings.Builder
	if err := run(strings.NewReader(strings.Repeat("1", 1<<20)), &results, &messages, false); err == nil {
		t.Error("a line of a mebibyte was taken")
	}
}
