using System.Net;
using System.Net.Sockets;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

public class AllowTests
{
    [Theory]
    [InlineData("api.test", "api.test", 80, true)]
    [InlineData("API.test.", "api.test", 80, true)]
    [InlineData("api.test", "www.api.test", 80, false)]
    [InlineData("api.test:8080", "api.test", 8080, true)]
    [InlineData("api.test:8080", "api.test", 80, false)]
    [InlineData("*.test", "a.b.test", 443, true)]
    [InlineData("*.api.test", "api.test", 443, false)]
    [InlineData("*.api.test", "notapi.test", 443, false)]
    [InlineData("*.api.test:443", "a.api.test", 80, false)]
    [InlineData("bücher.test", "xn--bcher-kva.test", 80, true)]
    [InlineData("my_service", "my_service", 80, true)]
    [InlineData("*", "anything", 1, true)]
    [InlineData("*:80", "anything", 81, false)]
    [InlineData("10.0.0.0/8", "10.0.0.1", 80, false)]
    public void A_name_is_that_host_or_those_below_it_on_any_port_or_one(string text, string host, int port, bool includes)
    {
        Assert.Equal(includes, AllowedDestination.Parse(text).IncludesName(host, port));
    }

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7", 80, true)]
    [InlineData("10.0.0.7:81", "10.0.0.7", 80, false)]
    [InlineData("10.0.0.0/8", "10.200.0.7", 80, true)]
    [InlineData("10.0.0.0/8", "11.0.0.7", 80, false)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.7", 80, true)]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.7", 80, true)]
    [InlineData("::ffff:10.0.0.7", "10.0.0.7", 80, true)]
    [InlineData("[fd00::7]:80", "fd00::7", 80, true)]
    [InlineData("[fd00::7]:80", "fd00::7", 81, false)]
    [InlineData("fd00::/8", "fd12::7", 80, true)]
    [InlineData("*", "10.0.0.7", 80, false)]
    public void An_address_or_a_network_is_what_names_resolve_to(string text, string address, int port, bool includes)
    {
        Assert.Equal(includes, AllowedDestination.Parse(text).IncludesAddress(GuardedAddresses.Plain(IPAddress.Parse(address)), port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://a")]
    [InlineData("a:")]
    [InlineData("a:0")]
    [InlineData("a:x")]
    [InlineData("a b")]
    [InlineData("user@a")]
    [InlineData("a.*")]
    [InlineData("*a.test")]
    [InlineData("1")]
    [InlineData("10.1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/8:80")]
    public void What_is_no_destination_is_named_with_examples(string text)
    {
        CaptureException e = Assert.Throws<CaptureException>(() => AllowedDestination.Parse(text));

        Assert.StartsWith($"'{text}' is not a destination.", e.Message, StringComparison.Ordinal);
        Assert.Contains("10.0.0.0/8", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("169.254.169.254", "169.254.169.254", true)]
    [InlineData("169.254.169.254", "169.254.0.0/16", true)]
    [InlineData("169.254.169.254", "169.254.169.253", false)]
    [InlineData("169.254.169.254", "0.0.0.0/0", false)]
    [InlineData("169.254.169.254", "169.0.0.0/8", false)]
    [InlineData("169.254.169.254", "*", false)]
    [InlineData("169.254.169.254", "metadata.test", false)]
    [InlineData("::ffff:169.254.169.254", "*", false)]
    [InlineData("::ffff:169.254.169.254", "169.254.169.254", true)]
    [InlineData("100.100.100.200", "100.64.0.0/10", false)]
    [InlineData("100.100.100.200", "100.100.100.200", true)]
    [InlineData("fd20:ce::254", "*", false)]
    [InlineData("192.0.0.192", "*", false)]
    [InlineData("168.63.129.16", "*", false)]
    [InlineData("fd00:ec2::254", "fd00::/8", false)]
    [InlineData("fd00:ec2::254", "fd00:ec2::254", true)]
    [InlineData("fe80::1%1", "::/0", false)]
    [InlineData("fe80::1%1", "fe80::/10", true)]
    public async Task A_guarded_address_has_to_be_named_as_such_whatever_resolves_to_it(string address, string allow, bool isAllowed)
    {
        var destinations = new Destinations([AllowedDestination.Parse(allow), AllowedDestination.Parse("metadata.test")], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();

        // Nobody is connected to: what is allowed is given up at once.
        Exception? failure = await Record.ExceptionAsync(() => destinations.ConnectAsync(socket, "metadata.test", 80, givenUp.Token).AsTask());

        Assert.Equal(!isAllowed, failure is RefusedDestinationException);
    }

    [Fact]
    public async Task What_was_checked_is_what_is_connected_to_though_the_name_resolves_to_another_address_now()
    {
        using var dependency = new RawServer();
        var answers = new Queue<IPAddress[]>([[IPAddress.Parse("169.254.169.254"), IPAddress.Loopback], [IPAddress.Parse("169.254.169.254")]]);
        var destinations = new Destinations([], (_, _) => Task.FromResult(answers.Dequeue()));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);

        await destinations.ConnectAsync(socket, "rebound.test", dependency.Port, CancellationToken.None);

        Assert.Equal(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), dependency.Port), socket.RemoteEndPoint);
        Assert.Single(answers);
    }

    [Fact]
    public async Task A_name_that_nothing_allows_is_not_even_looked_up()
    {
        var destinations = new Destinations([AllowedDestination.Parse("api.test")], (_, _) => throw new InvalidOperationException("looked up"));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);

        var refused = await Assert.ThrowsAsync<RefusedDestinationException>(() => destinations.ConnectAsync(socket, "secret.elsewhere.test", 80, CancellationToken.None).AsTask());

        Assert.Equal("secret.elsewhere.test:80", refused.Destination);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data", "169.254.169.254:80", "169.254.169.254")]
    [InlineData("http://[::ffff:169.254.169.254]/", "[::ffff:169.254.169.254]:80", "169.254.169.254")]
    [InlineData("http://[fd00:ec2::254]:8080/", "[fd00:ec2::254]:8080", "fd00:ec2::254")]
    public async Task On_a_loopback_address_calls_go_everywhere_but_to_guarded_addresses(string target, string destination, string address)
    {
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: {new Uri(target).Authority}\r\nConnection: close\r\n\r\n");
        string response = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", response, StringComparison.Ordinal);
        Assert.EndsWith(
            $"\r\n\r\nThe capture does not pass calls on to {destination}: {address} is a link-local or metadata address. Have the capture allow {address} if it is meant, and '*' for what else is called.\n",
            response,
            StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, long> { [destination] = 1 }, recorder.Outbound!.RefusedCalls);
        Assert.Empty(await recorder.StopAsync());
    }

    [Fact]
    public async Task A_tunnel_to_where_calls_may_not_go_is_refused_and_not_recorded()
    {
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        // The number is the address 169.254.169.254, which is known only once it is read as one.
        await client.SendAsync("CONNECT 2852039166:443 HTTP/1.1\r\nHost: 2852039166:443\r\n\r\n");
        string response = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", response, StringComparison.Ordinal);
        Assert.Contains("169.254.169.254 is a link-local or metadata address", response, StringComparison.Ordinal);
        Assert.Empty(await recorder.StopAsync());
        Assert.Equal(1, Assert.Single(recorder.Outbound!.RefusedCalls).Value);
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:0")]
    public async Task A_proxy_that_others_can_reach_needs_a_list(string listen)
    {
        using var folder = new TestFolder();

        CaptureException e = await Assert.ThrowsAsync<CaptureException>(() => CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = folder.File("incident"),
            OutboundListen = ListenAddress.Parse(listen),
        }));

        Assert.Equal($"OutboundListen: whoever reaches {listen} could call, through this machine, all that this machine reaches, itself and its network among it. Say with Allow what may be called, such as payments.test, '*.example.test' or 10.0.0.0/8, or listen on this machine alone with :0.", e.Message);
    }

    [Fact]
    public async Task With_a_list_calls_go_where_it_says_and_what_it_refuses_is_no_part_of_the_incident()
    {
        using var folder = new TestFolder();
        using var dependency = new RawServer();
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = folder.File("incident"),
            OutboundListen = ListenAddress.Parse("0.0.0.0:0"),
            Capture = new CaptureOptions { Allow = [AllowedDestination.Parse($"127.0.0.1:{dependency.Port}"), AllowedDestination.Parse("*.example.test")] },
        });
        using RawPeer client = await RawPeer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, session.Outbound!.Addresses[0].Port));

        // By the address that the name resolves to, not by the name.
        await client.SendAsync($"GET http://localhost:{dependency.Port}/in HTTP/1.1\r\nHost: localhost:{dependency.Port}\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        string passed = await client.ReadUntilAsync("ok");
        await client.SendAsync("POST http://127.0.0.1:1/out HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: 2\r\n\r\nhi");
        string refused = await client.ReadUntilAsync("if it is meant.\n");
        IReadOnlyList<string> notices = session.Notices;
        await session.StopAsync();
        await using (CaptureSession continued = await CaptureSession.StartAsync(new CaptureSessionOptions { Folder = folder.File("incident"), Append = true, OutboundListen = ListenAddress.Parse(":0") }))
        {
        }

        Incident incident = IncidentReader.Read(folder.File("incident"));

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", passed, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("The capture does not pass calls on to 127.0.0.1:1: it is not among the destinations that are allowed. Have the capture allow 127.0.0.1 ", refused, StringComparison.Ordinal);
        Assert.Contains($"whoever reaches 0.0.0.0:0 can call, through this machine: 127.0.0.1:{dependency.Port}, *.example.test", notices);
        Assert.Equal($"http://localhost:{dependency.Port}/in", Assert.Single(incident.UnattributedCalls).Url);
        Assert.Equal(["1 call to 127.0.0.1:1, which the capture was not allowed to pass on"], incident.Metadata!.NotRecorded);
    }

    [Fact]
    public async Task The_service_that_the_inbound_proxy_forwards_to_needs_no_list()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority, new CaptureOptions { Allow = [AllowedDestination.Parse("elsewhere.test")] });
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 204 ", await client.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
    }
}
