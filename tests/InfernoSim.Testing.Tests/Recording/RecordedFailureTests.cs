using System.Net.Sockets;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Sockets;
using InfernoSim.Verdicts;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing.Tests.Recording;

/// <summary>What does not answer, or not to the end, is recorded as the capture proxies record it.</summary>
public sealed class RecordedFailureTests : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>What a client throws, the code of it, and the status that the service gets.</summary>
    public static TheoryData<Exception, string, int> Failures => new()
    {
        { new SocketException((int)SocketError.ConnectionReset), "connection_reset", 502 },
        { new SocketException((int)SocketError.ConnectionRefused), "connection_refused", 502 },
        { new HttpRequestException(HttpRequestError.ConnectionError, "reset", new SocketException((int)SocketError.ConnectionReset)), "connection_reset", 502 },
        { new HttpRequestException(HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused)), "connection_refused", 502 },
        { new HttpRequestException(HttpRequestError.ConnectionError, "silent", new SocketException((int)SocketError.TimedOut)), "timeout", 504 },
        { new HttpRequestException("no such host", new SocketException((int)SocketError.HostNotFound)), "name_not_resolved", 502 },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), "protocol_error", 502 },
        { new TaskCanceledException("no connection in time", new TimeoutException()), "timeout", 504 },
        { new IOException("broken", new SocketException((int)SocketError.ConnectionReset)), "connection_reset", 502 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_call_that_fails_is_recorded_as_behind_the_capture_proxy(Exception failure, string code, int status)
    {
        string answer = await RecordAsync("/time/call/patient?url=http://gone.test/", new Failing(failure));

        IncidentEvent call = OnlyCall();
        Assert.Equal((0, $"{code}: gone.test"), (call.Status, call.Error));
        Assert.Equal($"{status}", answer);
        await AssertReplaysAsync();
    }

    [Fact]
    public async Task A_connection_that_is_reset_while_it_is_made_was_not_refused()
    {
        await RecordAsync("/time/call/patient?url=http://gone.test/", new SocketsHttpHandler { ConnectCallback = (_, _) => throw new SocketException((int)SocketError.ConnectionReset) });

        Assert.Equal("connection_reset: gone.test", OnlyCall().Error);
    }

    [Fact]
    public async Task A_call_that_the_service_gives_up_is_recorded_as_given_up_and_given_up_again()
    {
        string answer = await RecordAsync("/time/call/impatient?url=http://slow.test/", new Silent());

        IncidentEvent call = OnlyCall();
        Assert.Equal("timed out", answer);
        Assert.Equal((0, "client_aborted: slow.test"), (call.Status, call.Error));
        await AssertReplaysAsync();
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\npart")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n")]
    public async Task A_response_that_is_cut_short_reaches_the_service_as_far_as_it_came(string rest)
    {
        await using var dependency = RequestServer.Answering("HTTP/1.1 200 OK\r\nX-Kind: cut\r\n" + rest, keepsConnections: false);

        string answer = await RecordAsync($"/call/default?url={dependency.Address}");

        IncidentEvent call = OnlyCall();
        Assert.Contains("failed", answer, StringComparison.Ordinal);
        Assert.Equal((200, $"connection_reset: {dependency.Address.Authority}"), (call.Status, call.Error));
        Assert.Equal(["cut"], call.ResponseHeaders.Values("X-Kind"));
        Assert.Equal("part", Encoding.ASCII.GetString(call.ResponseBody.GetBytes().Span));
        Assert.True(call.ResponseBody.IsTruncated);
        await AssertReplaysAsync();
    }

    [Fact]
    public async Task A_synchronous_call_is_recorded()
    {
        await RecordAsync("/call/synchronous?url=http://catalog.test/", new Failing(new SocketException((int)SocketError.ConnectionRefused)));

        Assert.Equal("connection_refused: catalog.test", OnlyCall().Error);
    }

    private async Task<string> RecordAsync(string target, HttpMessageHandler? dependency = null)
    {
        var options = new IncidentRecorderOptions
        {
            ConfigureServices = dependency is null ? null : services => services.ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(() => dependency)),
        };
        await using IncidentRecorder recorder = await IncidentRecorder.StartAsync<Program>(_folder.File("incident"), options);
        using HttpClient client = recorder.CreateClient();
        using HttpResponseMessage response = await client.GetAsync(new Uri(target, UriKind.Relative));
        return await response.Content.ReadAsStringAsync();
    }

    private IncidentEvent OnlyCall() => Assert.Single(Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges).Calls);

    private async Task AssertReplaysAsync()
    {
        IncidentReplay replay = await IncidentReplayer.For<Program>(_folder.File("incident")).With(s => s.Runs = 2).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    private sealed class Failing(Exception failure) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => throw failure;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromException<HttpResponseMessage>(failure);
    }

    private sealed class Silent : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
