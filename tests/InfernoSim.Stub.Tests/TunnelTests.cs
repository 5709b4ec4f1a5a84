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
            "{\"title\":\"The tunnel was refused.\",\"reason\":\"tunnels cannot be replayed yet; their inside was not recorded\"}",
            response,
            StringComparison.Ordinal);
        DependencyRequest request = Assert.Single(responder.Requests);
        Assert.Equal(("CONNECT", "pay.test:443", "*"), (request.Method, request.Authority, request.PathAndQuery));
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
}
