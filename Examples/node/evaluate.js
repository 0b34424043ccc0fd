'use strict';

const LONGEST_EXPRESSION = 200;

/** The value of an expression of numbers, + - * / and parentheses; throws a RangeError that says what is wrong. */
function evaluate(expression) {
  if (expression.length > LONGEST_EXPRESSION) {
    throw new RangeError(`longer than ${LONGEST_EXPRESSION} characters`);
  }
  const words = expression.match(/\d+(?:\.\d+)?|[-+*/()]|\S/g) ?? [];
  const value = sum(words);
  if (words.length > 0) {
    throw new RangeError(`unexpected ${JSON.stringify(words[0])}`);
  }
  if (!Number.isFinite(value)) {
    throw new RangeError('no finite result');
  }
  return value;
}

// Each of these takes the words it understands from the beginning of the list.

function sum(words) {
  let value = product(words);
  while (words[0] === '+' || words[0] === '-') {
    value = words.shift() === '+' ? value + product(words) : value - product(words);
  }
  return value;
}

function product(words) {
  let value = factor(words);
  while (words[0] === '*' || words[0] === '/') {
    value = words.shift() === '*' ? value * factor(words) : value / factor(words);
  }
  return value;
}

function factor(words) {
  const word = words.shift();
  if (word === '-') {
    return -factor(words);
  }
  if (word === '(') {
    const value = sum(words);
    if (words.shift() !== ')') {
      throw new RangeError('a parenthesis is not closed');
    }
    return value;
  }
  if (word === undefined || !/^\d/.test(word)) {
    throw new RangeError('a number is missing');
  }
  return Number(word);
}

module.exports = { evaluate };
