import java.io.FileInputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
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

        System.out.print(client.build().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body());
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
