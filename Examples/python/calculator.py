"""A calculator on the web: arithmetic with decimal numbers, and times of day in other time zones."""

import ast
import decimal
import operator
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, jsonify, request

LONGEST_EXPRESSION = 200
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
SIGNS = {ast.UAdd: operator.pos, ast.USub: operator.neg}

application = Flask(__name__)


def evaluate(expression):
    """The value of an expression of numbers, + - * / and parentheses; ValueError says what is wrong with it."""
    if len(expression) > LONGEST_EXPRESSION:
        raise ValueError(f"longer than {LONGEST_EXPRESSION} characters")
    try:
        return value_of(ast.parse(expression.strip(), mode="eval").body, expression.strip())
    except SyntaxError:
        raise ValueError("not an expression") from None
    except ZeroDivisionError:
        raise ValueError("division by zero") from None
    except decimal.DecimalException:
        raise ValueError("too large") from None


def value_of(node, text):
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            # As it was written: 0.1 is a tenth, not the nearest binary fraction.
            return decimal.Decimal(ast.get_source_segment(text, node))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](value_of(left, text), value_of(right, text))
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in SIGNS:
            return SIGNS[type(sign)](value_of(operand, text))
    raise ValueError("only numbers, + - * / and parentheses are known")


def plain(number):
    """A number without an exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def convert(time, source, target):
    """A time of day in one time zone, as clocks show it in another; ValueError says what is wrong."""
    try:
        moment = datetime.fromisoformat(time).replace(tzinfo=ZoneInfo(source))
        return moment.astimezone(ZoneInfo(target)).isoformat()
    except (ZoneInfoNotFoundError, IsADirectoryError) as error:
        raise ValueError(f"no such time zone: {error}") from None
    except OverflowError:
        raise ValueError("out of range") from None


@application.get("/calculate")
def answer_calculation():
    return jsonify(result=plain(evaluate(request.args.get("expression", ""))))


@application.get("/convert")
def answer_conversion():
    given = request.args
    return jsonify(result=convert(given.get("time", ""), given.get("from", "UTC"), given.get("to", "UTC")))


@application.errorhandler(ValueError)
def answer_mistake(error):
    return jsonify(error=str(error)), 400
