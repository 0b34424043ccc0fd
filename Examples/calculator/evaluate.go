package main

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

var (
	errExit     = errors.New("exit")
	errEmpty    = errors.New("empty line")
	errForm     = errors.New("expected NUMBER OPERATOR NUMBER, as in 2 * 100")
	errZero     = errors.New("division by zero")
	errTooLarge = errors.New("the result is too large")
)

// evaluate works out one line: two numbers with one of + - * / between them, divided by blanks.
func evaluate(line string) (string, error) {
	words := strings.Fields(line)
	switch {
	case len(words) == 0:
		return "", errEmpty
	case len(words) == 1 && words[0] == "exit":
		return "", errExit
	case len(words) != 3:
		return "", errForm
	}
	left, err := number(words[0])
	if err != nil {
		return "", err
	}
	right, err := number(words[2])
	if err != nil {
		return "", err
	}
	result, err := apply(words[1], left, right)
	if err != nil {
		return "", err
	}
	if math.IsInf(result, 0) {
		return "", errTooLarge
	}
	if result == 0 {
		return "0", nil // not -0
	}
	// 15 digits are exact in a float64, so that 0.1 + 0.2 is 0.3.
	return strconv.FormatFloat(result, 'g', 15, 64), nil
}

func apply(operator string, left, right float64) (float64, error) {
	switch operator {
	case "+":
		return left + right, nil
	case "-":
		return left - right, nil
	case "*":
		return left * right, nil
	case "/":
		if right == 0 {
			return 0, errZero
		}
		return left / right, nil
	}
	return 0, errors.New(strconv.Quote(operator) + " is not an operator: expected + - * /")
}

// number reads an integer or a decimal. ParseFloat alone would also take "inf", "nan" and hexadecimal.
func number(word string) (float64, error) {
	value, err := strconv.ParseFloat(word, 64)
	if err != nil || strings.Trim(word, "+-.0123456789") != "" {
		return 0, errors.New(strconv.Quote(word) + " is not a number")
	}
	return value, nil
}
