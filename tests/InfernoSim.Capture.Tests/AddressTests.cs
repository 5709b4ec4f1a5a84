using System.Net;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.Capture.Transport;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

public class AddressTests
{
    [Theory]
    [InlineData(":18080", null, 18080)]
    [InlineData("localhost:8080", null, 8080)]
    [InlineData("LOCALHOST:0", null, 0)]
    [InlineData("0.0.0.0:80", "0.0.0.0", 80)]
    [InlineData("127.0.0.1:65535", "127.0.0.1", 65535)]
    [InlineData("[::1]:80", "::1", 80)]
    [InlineData("[::]:80", "::", 80)]
    public void An_address_to_listen_on_is_read(string text, string? address, int port)
    {
        var listen = ListenAddress.Parse(text);

        Assert.Equal(address, listen.Address?.ToString());
        Assert.Equal(port, listen.Port);
        Assert.Equal(text, listen.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("8080")]
    [InlineData(":")]
    [InlineData(":65536")]
    [InlineData(":-1")]
    [InlineData(":+1")]
    [InlineData("::1:80")]
    [InlineData("1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("example.test:80")]
    [InlineData("http://localhost:80")]
    public void What_is_no_address_is_named_with_an_example(string text)
    {
        CaptureException e = Assert.Throws<CaptureException>(() => ListenAddress.Parse(text));

        Assert.Contains($"'{text}'", e.Message, StringComparison.Ordinal);
        Assert.Contains(":18080", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:8084", "http://localhost:8084")]
    [InlineData(":8084", "http://localhost:8084")]
    [InlineData("http://service.test", "http://service.test:80")]
    [InlineData("https://service.test/", "https://service.test:443")]
    [InlineData("my_service:8080", "http://my_service:8080")]
    [InlineData("[::1]:80", "http://[::1]:80")]
    public void A_service_to_forward_to_is_read(string text, string expected) => Assert.Equal(expected, ForwardTarget.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("ftp://service.test")]
    [InlineData("http://service.test/base")]
    [InlineData("http://user@service.test")]
    [InlineData("localhost:0")]
    [InlineData("localhost:x")]
    [InlineData("\u202e.service.test")]
    public void What_is_no_service_is_named_with_an_example(string text)
    {
        CaptureException e = Assert.Throws<CaptureException>(() => ForwardTarget.Parse(text));

        Assert.Contains("localhost:8080", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_alone_is_both_loopback_addresses_and_nothing_else()
    {
        await using Recorder recorder = await Recorder.OutboundAsync();

        IReadOnlyList<IPEndPoint> addresses = recorder.Outbound!.Addresses;

        Assert.All(addresses, a => Assert.True(IPAddress.IsLoopback(a.Address)));
        Assert.Single(addresses.Select(a => a.Port).Distinct());
        Assert.NotEqual(0, addresses[0].Port);
        foreach (IPEndPoint address in addresses)
        {
            using RawPeer client = await RawPeer.ConnectAsync(address);
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 400 ", await client.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_named_with_the_fix()
    {
        using var taken = new RawServer();
        using var folder = new TestFolder();

        CaptureException e = await Assert.ThrowsAsync<CaptureException>(() => CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = folder.Path,
            OutboundListen = ListenAddress.Parse($":{taken.Port}"),
        }));

        Assert.Contains($":{taken.Port}", e.Message, StringComparison.Ordinal);
        Assert.Contains("in use", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_is_in_use_as_soon_as_one_proxy_has_taken_it()
    {
        BoundSockets taken = BoundSockets.Bind(ListenAddress.Parse("127.0.0.1:0"));
        try
        {
            CaptureException e = Assert.Throws<CaptureException>(() => BoundSockets.Bind(ListenAddress.Parse($"{taken.EndPoints[0]}")));

            Assert.Contains("in use", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            taken.Close();
        }
    }

    [Fact]
    public async Task A_probe_names_a_service_that_is_not_there()
    {
        int port = RawServer.UnusedPort();
        var target = ForwardTarget.Parse($"127.0.0.1:{port}");

        CaptureException e = await Assert.ThrowsAsync<CaptureException>(() => target.ProbeAsync(Patience.Limit));

        Assert.Contains($"127.0.0.1:{port}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_is_content_with_a_service_that_listens()
    {
        using var service = new RawServer();

        await ForwardTarget.Parse(service.Authority).ProbeAsync(Patience.Limit);
    }
}
