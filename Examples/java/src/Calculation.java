import java.math.BigDecimal;
import java.math.MathContext;

/** Two numbers and what is to be done with them, as JSON brings it. */
record Calculation(BigDecimal left, String operator, BigDecimal right) {
    /** How far apart the sizes of two numbers may be: a sum of 1e999999999 and 1 would have a billion digits. */
    private static final int LARGEST_EXPONENT = 1000;

    /** The result, without an exponent; an IllegalArgumentException says what is wrong. */
    String result() {
        if (left == null || operator == null || right == null) {
            throw new IllegalArgumentException("left, operator and right are needed");
        }
        return value(bounded(left), bounded(right)).stripTrailingZeros().toPlainString();
    }

    private BigDecimal value(BigDecimal left, BigDecimal right) {
        return switch (operator) {
            case "+" -> left.add(right);
            case "-" -> left.subtract(right);
            case "*" -> left.multiply(right);
            case "/" -> {
                if (right.signum() == 0) {
                    throw new IllegalArgumentException("division by zero");
                }
                yield left.divide(right, MathContext.DECIMAL64);
            }
            default -> throw new IllegalArgumentException("the operators are + - * /");
        };
    }

    private static BigDecimal bounded(BigDecimal number) {
        if (number.precision() > LARGEST_EXPONENT || Math.abs((long) number.scale()) > LARGEST_EXPONENT) {
            throw new IllegalArgumentException("a number is too large");
        }
        return number;
    }
}
