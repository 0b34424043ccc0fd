import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Runs without a framework: java -cp … CalculatorTest. */
final class CalculatorTest {
    public static void main(String[] arguments) throws Exception {
        result("200", "2", "*", "100");
        result("0.3", "0.1", "+", "0.2");
        result("-7", "3", "-", "10");
        result("0.25", "1", "/", "4");
        result("3.333333333333333", "10", "/", "3");
        mistake("division by zero", "1", "/", "0");
        mistake("the operators are + - * /", "1", "%", "2");
        mistake("a number is too large", "1e999999999", "+", "1");
        web();
        System.out.println("CalculatorTest: all holds");
    }

    private static void web() throws Exception {
        var server = Calculator.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try {
            var port = server.getAddress().getPort();
            equal("200 {\"result\":\"200\"}", ask(port, "{\"left\": 2, \"operator\": \"*\", \"right\": 100}"));
            equal("400 {\"error\":\"left, operator and right are needed\"}", ask(port, "{}"));
            equal("400 {\"error\":\"a calculation is needed\"}", ask(port, ""));
        } finally {
            server.stop(0);
        }
    }

    private static String ask(int port, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/calculate"))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static Calculation calculation(String left, String operator, String right) {
        return new Calculation(new BigDecimal(left), operator, new BigDecimal(right));
    }

    private static void result(String expected, String left, String operator, String right) {
        equal(expected, calculation(left, operator, right).result());
    }

    private static void mistake(String expected, String left, String operator, String right) {
        try {
            calculation(left, operator, right).result();
        } catch (IllegalArgumentException mistake) {
            equal(expected, mistake.getMessage());
            return;
        }
        throw new AssertionError("no mistake: " + expected);
    }

    private static void equal(String expected, String found) {
        if (!expected.equals(found)) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }
}
