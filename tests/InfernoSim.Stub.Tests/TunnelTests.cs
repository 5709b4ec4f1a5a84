using InfernoSim.Certificates;
using InfernoSim.Matching;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Stub.Tests;

public class TunnelTests
{
    private const string Connect = "CONNECT pay.test:443 HTTP/1.1\r\nHost: pay.test:443\r\n\r\n";

    [Fact]
    public async Task A_tunnel_is_refused_with_a_reason_and_the_responder_is_told()
    {
        var responder = new FakeResponder(new DependencyAnswer { Status = 200 });
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);
        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync(Connect);
        string response = await connection.ReadUntilAsync("}");

        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", response, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json\r\n", response, StringComparison.Ordinal);
        Assert.EndsWith(
            "{\"title\":\"The tunnel was refused.\",\"reason\":\"https calls are answered only by a certificate authority that the service trusts, and what passed through a tunnel unseen not at all\"}",
            response,
            StringComparison.Ordinal);
        DependencyRequest request = Assert.Single(responder.Requests);
        Assert.Equal(("CONNECT", "pay.test:443", ""), (request.Method, request.Authority, request.PathAndQuery));
    }

    [Fact]
    public async Task A_tunnel_that_failed_when_it_was_recorded_fails_in_the_same_way()
    {
        var responder = new FakeResponder(GatewayFailure.ToAnswer("timeout: pay.test:443"));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);
        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync(Connect);
        string response = await connection.ReadUntilAsync("}");

        Assert.StartsWith("HTTP/1.1 504 Gateway Timeout\r\n", response, StringComparison.Ordinal);
        Assert.Contains("timeout: pay.test:443", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_https_call_of_an_HttpClient_fails_with_the_status_of_the_refusal()
    {
        await using DependencyStub stub = await DependencyStub.StartAsync(new FakeResponder(new DependencyAnswer { Status = 200 }));
        using HttpClient client = ProxiedClient.Through(stub.Addresses[0]);

        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("https://pay.test/")));

        Assert.Equal(HttpRequestError.ProxyTunnelError, error.HttpRequestError);
        Assert.Contains("502", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tunnel_that_is_in_the_incident_is_answered_as_it_was_though_there_is_an_authority()
    {
        using LocalAuthority authority = LocalAuthority.InMemory(TimeProvider.System);
        var responder = new FakeResponder(GatewayFailure.ToAnswer("connection_refused: pay.test:443"));
        var options = new DependencyStubOptions { Authority = authority, RecordedTunnels = new HashSet<string> { "pay.test:443" } };
        await using DependencyStub stub = await DependencyStub.StartAsync(responder, options);
        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync(Connect);

        Assert.Contains("connection_refused: pay.test:443", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_inside_of_a_tunnel_is_answered_like_any_other_call()
    {
        var responder = new FakeResponder(request => FakeResponder.Ok(request.PathAndQuery));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);
        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync("CONNECT pay.test:80 HTTP/1.1\r\nHost: pay.test\r\n\r\n");
        string open = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("GET /a HTTP/1.1\r\nHost: pay.test\r\n\r\n");
        await connection.ReadUntilAsync("\r\n\r\n/a");
        await connection.SendAsync("GET /b HTTP/1.1\r\nHost: pay.test\r\n\r\n");
        await connection.ReadUntilAsync("\r\n\r\n/b");

        Assert.Equal("HTTP/1.1 200 Connection Established\r\n\r\n", open);
        Assert.Equal([("http", "pay.test", "/a"), ("http", "pay.test", "/b")], responder.Requests.Select(request => (request.Scheme, request.Authority, request.PathAndQuery)));
    }

    [Fact]
    public async Task A_connection_that_carried_a_call_can_become_a_tunnel()
    {
        await using DependencyStub stub = await DependencyStub.StartAsync(new FakeResponder(request => FakeResponder.Ok(request.PathAndQuery)));
        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync("GET http://pay.test/first HTTP/1.1\r\nHost: pay.test\r\n\r\n");
        await connection.ReadUntilAsync("/first");
        await connection.SendAsync("CONNECT pay.test:8080 HTTP/1.1\r\nHost: pay.test:8080\r\n\r\n");
        string open = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("GET /inside HTTP/1.1\r\nHost: pay.test:8080\r\n\r\n");

        Assert.Equal("HTTP/1.1 200 Connection Established\r\n\r\n", open);
        Assert.EndsWith("/inside", await connection.ReadUntilAsync("/inside"), StringComparison.Ordinal);
    }
}
