using InfernoSim.Certificates;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Stub.Tests;

/// <summary>Clients in other languages, in processes of their own, that are told of the stub and of its authority by environment variables.</summary>
public sealed class ClientTests : IAsyncLifetime, IDisposable
{
    private const string Url = "https://pay.test/orders?a=1";

    private readonly TestFolder _folder = new();
    private readonly LocalAuthority _authority;
    private readonly FakeResponder _responder = new(request => FakeResponder.Ok($"{request.Method} {request.Scheme}://{request.Authority}{request.PathAndQuery}"));
    private DependencyStub _stub = null!;

    public ClientTests() => _authority = LocalAuthority.InMemory(TimeProvider.System, _folder.File("ca.pem"));

    public async Task InitializeAsync() => _stub = await DependencyStub.StartAsync(_responder, new DependencyStubOptions { Authority = _authority });

    public async Task DisposeAsync() => await _stub.DisposeAsync();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [ToolFact("curl")]
    public async Task Curl_is_answered() => await AssertAnsweredAsync(Url, "curl", "-sS", Url);

    [ToolFact("curl")]
    public async Task Curl_is_answered_inside_of_a_tunnel_without_tls() => await AssertAnsweredAsync("http://pay.test/orders?a=1", "curl", "-sS", "--proxytunnel", "http://pay.test/orders?a=1");

    [ToolFact("python3")]
    public async Task Python_is_answered() =>
        await AssertAnsweredAsync(Url, "python3", "-c", $"import urllib.request; print(urllib.request.urlopen('{Url}').read().decode())");

    [ToolFact("node")]
    public async Task Node_is_answered() => await AssertAnsweredAsync(Url, "node", "-e", $$"""
        const http = require('http'), https = require('https');
        const proxy = new URL(process.env.HTTPS_PROXY);
        http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: 'pay.test:443' }).on('connect', (answer, socket) => {
          https.get('{{Url}}', { socket, agent: false, servername: 'pay.test' }, response => {
            response.on('data', data => process.stdout.write(data)).on('end', () => socket.destroy());
          });
        }).end();
        """);

    [ToolFact("go")]
    public async Task Go_is_answered()
    {
        string program = _folder.Write("main.go", $$"""
            package main
            import ("fmt"; "io"; "net/http")
            func main() {
            	response, err := http.Get("{{Url}}")
            	if err != nil { panic(err) }
            	body, _ := io.ReadAll(response.Body)
            	fmt.Println(string(body))
            }
            """);

        await AssertAnsweredAsync(Url, "go", "run", program);
    }

    [ToolFact("java")]
    public async Task Java_is_answered()
    {
        string trust = _folder.File("trust.p12");
        ProcessResult imported = await ChildProcess.RunAsync(
            ChildProcess.Of(["keytool", "-importcert", "-noprompt", "-alias", "infernosim", "-file", _authority.CertificatePath!, "-keystore", trust, "-storetype", "PKCS12", "-storepass", "changeit"]));
        string program = _folder.Write("Main.java", $$"""
            import java.net.*; import java.io.*;
            public class Main {
              public static void main(String[] args) throws Exception {
                System.out.println(new String(new URL("{{Url}}").openStream().readAllBytes()));
              }
            }
            """);

        Assert.True(imported.ExitCode == 0, imported.Out + imported.Error);
        await AssertAnsweredAsync(Url, "java", $"-Djavax.net.ssl.trustStore={trust}", "-Djavax.net.ssl.trustStorePassword=changeit", $"-Dhttps.proxyHost={_stub.Addresses[0].Host}", $"-Dhttps.proxyPort={_stub.Addresses[0].Port}", program);
    }

    private async Task AssertAnsweredAsync(string url, params string[] command)
    {
        ProcessResult result = await ChildProcess.RunAsync(ChildProcess.Of(command, ClientEnvironment.Of(_stub.Addresses[0], _authority.CertificatePath!)));

        Assert.True(result.ExitCode == 0, result.Out + result.Error);
        Assert.Equal($"GET {url}", result.Out.Trim());
        Assert.Equal("GET", Assert.Single(_responder.Requests).Method);
    }
}
