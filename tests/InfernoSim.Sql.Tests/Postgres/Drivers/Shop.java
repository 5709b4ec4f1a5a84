import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A shop with a PostgreSQL database: java Shop.java pgjdbc PORT, with the connection string in DATABASE_URL. */
public final class Shop {
    private static final ThreadLocal<Connection> CONNECTION = new ThreadLocal<>();

    private record Answer(int status, String body) {}

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1])), 128);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/", Shop::handle);
        server.start();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            URI uri = exchange.getRequestURI();
            answer = exchange.getRequestMethod().equals("POST") ? add(query(uri)) : get(uri.getPath());
        } catch (SQLException e) {
            answer = new Answer(500, e.getMessage());
        }

        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getQuery().split("&")).map(pair -> pair.split("=")).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static Connection connection() throws SQLException {
        if (CONNECTION.get() == null) {
            URI url = URI.create(System.getenv("DATABASE_URL"));
            CONNECTION.set(DriverManager.getConnection("jdbc:postgresql://" + url.getAuthority().replaceFirst(".*@", "") + url.getPath(), "postgres", "x"));
        }

        return CONNECTION.get();
    }

    private static Answer get(String path) throws SQLException {
        if (path.startsWith("/orders/")) {
            return find(path.substring("/orders/".length()));
        }

        return switch (path) {
            case "/health" -> new Answer(200, "ok");
            case "/orders" -> new Answer(200, rows("SELECT \"Id\", \"Reference\", \"Quantity\" FROM orders ORDER BY \"Id\"").toString());
            case "/kinds" -> new Answer(200, rows("SELECT * FROM kinds ORDER BY id").toString());
            case "/cursor" -> cursor();
            case "/error" -> error();
            case "/many" -> new Answer(200, String.valueOf(rows("SELECT i, 'row ' || i FROM generate_series(1, 10000) i").hashCode()));
            case "/large" -> new Answer(200, String.valueOf(rows("SELECT repeat('x', 2000000)").get(0).get(0).length()));
            default -> new Answer(404, "");
        };
    }

    private static Answer add(Map<String, String> query) throws SQLException {
        Connection connection = connection();
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO orders (\"Reference\", \"Quantity\", \"At\") VALUES (?, ?, ?) RETURNING \"Id\"")) {
            insert.setString(1, query.get("reference"));
            insert.setInt(2, Integer.parseInt(query.get("quantity")));
            insert.setTimestamp(3, Timestamp.from(Instant.now()));
            String added = rows(insert).toString();
            connection.commit();
            return new Answer(201, added);
        } catch (SQLException e) {
            connection.rollback();
            if (!"23505".equals(e.getSQLState())) {
                throw e;
            }

            return new Answer(409, e.getMessage());
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static Answer find(String reference) throws SQLException {
        try (PreparedStatement select = connection().prepareStatement("SELECT \"Quantity\" FROM orders WHERE \"Reference\" = ?")) {
            select.setString(1, reference);
            List<List<String>> found = rows(select);
            return new Answer(found.isEmpty() ? 404 : 200, found.toString());
        }
    }

    // The driver asks for the rows in portions.
    private static Answer cursor() throws SQLException {
        Connection connection = connection();
        connection.setAutoCommit(false);
        try (PreparedStatement select = connection.prepareStatement("SELECT i, 'row ' || i FROM generate_series(1, 250) i")) {
            select.setFetchSize(100);
            List<List<String>> found = rows(select);
            connection.commit();
            return new Answer(200, found.size() + " " + found.get(found.size() - 1));
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static Answer error() throws SQLException {
        try {
            return new Answer(200, rows("SELECT id / 0 FROM kinds").toString());
        } catch (SQLException e) {
            return new Answer(200, e.getSQLState() + " " + e.getMessage());
        }
    }

    private static List<List<String>> rows(String text) throws SQLException {
        try (PreparedStatement select = connection().prepareStatement(text)) {
            return rows(select);
        }
    }

    private static List<List<String>> rows(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(show(result.getObject(i)));
                }

                rows.add(row);
            }

            return rows;
        }
    }

    private static String show(Object value) throws SQLException {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }

        return value instanceof Array array ? Arrays.toString((Object[]) array.getArray()) : String.valueOf(value);
    }
}
