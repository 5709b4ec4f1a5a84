import java.io.FileInputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Calls URL as programs for Java do: Client.java KIND URL, through the proxy that HTTP_PROXY names, where it does. */
public class Client {
    public static void main(String[] args) throws Exception {
        URI url = URI.create(args[1]);
        String proxy = System.getenv("HTTP_PROXY");
        InetSocketAddress through = proxy == null ? null : new InetSocketAddress(URI.create(proxy).getHost(), URI.create(proxy).getPort());
        SSLContext trusting = trusting(System.getenv("SSL_CERT_FILE"));
        if (args[0].equals("url")) {
            HttpsURLConnection.setDefaultSSLSocketFactory(trusting.getSocketFactory());
            URL old = url.toURL();
            System.out.write((through == null ? old.openConnection() : old.openConnection(new Proxy(Proxy.Type.HTTP, through))).getInputStream().readAllBytes());
            System.out.flush();
            return;
        }

        // As it comes, it asks a server in the clear to go over to HTTP/2.
        HttpClient.Version version = args[0].equals("http1") ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2;
        HttpClient.Builder client = HttpClient.newBuilder().version(version).sslContext(trusting);
        if (through != null) {
            client.proxy(ProxySelector.of(through));
        }

        if (args[0].equals("websocket")) {
            System.out.print(converse(client.build(), URI.create(args[1].replaceFirst("^http", "ws"))));
            return;
        }

        System.out.print(client.build().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body());
    }

    /** Says hello once it is welcomed, and leaves once it is answered. */
    private static String converse(HttpClient client, URI url) {
        StringBuilder heard = new StringBuilder();
        CompletableFuture<String> left = new CompletableFuture<>();
        client.newWebSocketBuilder().buildAsync(url, new WebSocket.Listener() {
            private int messages;

            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean isLast) {
                heard.append(text);
                socket.request(1);
                if (!isLast) {
                    return null;
                }

                return ++messages == 1 ? socket.sendText("hello", true) : socket.sendClose(WebSocket.NORMAL_CLOSURE, "done");
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                left.complete(heard.toString());
                return null;
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                left.completeExceptionally(error);
            }
        }).join();
        return left.join();
    }

    private static SSLContext trusting(String authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (FileInputStream file = new FileInputStream(authority)) {
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                trusted.setCertificateEntry("authority", certificate);
            }
        }

        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
