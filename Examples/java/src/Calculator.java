import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;

/** Answers calculations on the web: POST /calculate {"left": 2, "operator": "*", "right": 100}. */
public final class Calculator {
    private static final int LARGEST_REQUEST = 10_000;
    private static final Gson JSON = new Gson();

    private Calculator() {}

    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress(setting("HOST", "0.0.0.0"), Integer.parseInt(setting("PORT", "8080")));
        start(address);
    }

    static HttpServer start(InetSocketAddress address) throws IOException {
        var server = HttpServer.create(address, 0);
        server.createContext("/calculate", Calculator::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    private static String setting(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                send(exchange, 405, Map.of("error", "POST is needed"));
                return;
            }
            var request = exchange.getRequestBody().readNBytes(LARGEST_REQUEST);
            try {
                send(exchange, 200, Map.of("result", result(new String(request, StandardCharsets.UTF_8))));
            } catch (IllegalArgumentException | JsonParseException mistake) {
                send(exchange, 400, Map.of("error", String.valueOf(mistake.getMessage())));
            }
        }
    }

    private static String result(String request) {
        var calculation = JSON.fromJson(request, Calculation.class);
        if (calculation == null) {
            throw new IllegalArgumentException("a calculation is needed");
        }
        return calculation.result();
    }

    private static void send(HttpExchange exchange, int status, Map<String, String> answer) throws IOException {
        var body = JSON.toJson(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
