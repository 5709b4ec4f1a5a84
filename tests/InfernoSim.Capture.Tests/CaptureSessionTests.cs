using System.Collections.Concurrent;
using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.Tests;

public sealed class CaptureSessionTests : IDisposable
{
    private readonly TestFolder _temp = new();
    private readonly string _folder;

    public CaptureSessionTests() => _folder = _temp.File("incident");

    [Fact]
    public async Task A_session_records_both_sides_into_a_folder_that_reads_as_an_incident()
    {
        using var server = new RawServer();
        await using CaptureSession session = await StartAsync(server);

        await RecordOneOfEachAsync(session, server);
        CaptureCounts counts = session.Counts;
        await session.StopAsync();
        Incident incident = IncidentReader.Read(_folder);

        RecordedExchange exchange = Assert.Single(incident.Exchanges);
        Assert.Equal("/in", exchange.Request.Url);
        Assert.Equal(200, exchange.Response!.Status);
        Assert.Equal($"http://{server.Authority}/out", Assert.Single(incident.UnattributedCalls).Url);
        Assert.Empty(incident.Notices);
        Assert.Equal(new CaptureCounts(Inbound: 1, Outbound: 1, Failed: 0, BodyBytes: 4), counts);
        using JsonDocument metadata = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "incident.json")));
        Assert.Equal(2, metadata.RootElement.GetProperty("inbound_count").GetInt64());
        Assert.Equal(1, metadata.RootElement.GetProperty("outbound_count").GetInt64());
        Assert.Equal("staging", metadata.RootElement.GetProperty("env").GetString());
    }

    [Fact]
    public async Task A_folder_that_holds_an_incident_is_refused_unless_it_is_to_be_continued()
    {
        using var server = new RawServer();
        await using (CaptureSession first = await StartAsync(server))
        {
            await RecordOneOfEachAsync(first, server);
        }

        CaptureException e = await Assert.ThrowsAsync<CaptureException>(() => StartAsync(server));
        await using (CaptureSession second = await StartAsync(server, append: true))
        {
            await RecordOneOfEachAsync(second, server);
        }

        Assert.Contains("Continue it", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, IncidentReader.Read(_folder).Exchanges.Count);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_named()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder)!);
        await File.WriteAllTextAsync(_folder, "a file");
        using var server = new RawServer();

        CaptureException e = await Assert.ThrowsAsync<CaptureException>(() => StartAsync(server));

        Assert.Contains(_folder, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_name_nothing_to_record_are_refused()
    {
        await Assert.ThrowsAsync<CaptureException>(() => CaptureSession.StartAsync(new CaptureSessionOptions { Folder = _folder }));
        await Assert.ThrowsAsync<CaptureException>(() => CaptureSession.StartAsync(new CaptureSessionOptions { Folder = _folder, Listen = ListenAddress.Parse(":0") }));
        CaptureException unbounded = await Assert.ThrowsAsync<CaptureException>(() => CaptureSession.StartAsync(new CaptureSessionOptions { Folder = _folder, OutboundListen = ListenAddress.Parse(":0"), WhenFull = WhenFull.KeepNewest }));

        Assert.Contains("give MaxLogBytes", unbounded.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_service_calls_listens_before_anybody_can_call_the_service(bool database)
    {
        using var inbound = new RawServer();
        using var dependency = new RawServer();
        ListenAddress taken = ListenAddress.Parse($":{dependency.Port}");

        CaptureException first = await Assert.ThrowsAsync<CaptureException>(() => CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = _folder,
            Listen = ListenAddress.Parse($":{inbound.Port}"),
            Forward = ForwardTarget.Parse(inbound.Authority),
            OutboundListen = database ? null : taken,
            PostgresListen = database ? taken : null,
            PostgresForward = database ? PostgresServer.Parse("127.0.0.1:5432") : null,
        }));

        Assert.Contains($":{dependency.Port}", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_an_event_cannot_be_written_the_caller_gets_its_response_and_the_owner_is_told()
    {
        using var service = new RawServer();
        Directory.CreateDirectory(_folder);
        IncidentLogWriter writer = IncidentLogWriter.Open(Path.Combine(_folder, "inbound.log"));
        await using InboundCapture capture = await InboundCapture.StartAsync(ListenAddress.Parse(":0"), ForwardTarget.Parse(service.Authority), writer);
        using RawPeer client = await RawPeer.ConnectAsync(capture.Addresses[0]);

        await writer.DisposeAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        string response = await client.ReadUntilAsync("ok");
        CaptureException fault = await capture.Faulted.WaitAsync(Patience.Limit);

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response, StringComparison.Ordinal);
        Assert.Contains("could not be written", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_logs_may_have_no_more_traffic_passes_and_is_missing_in_the_incident()
    {
        using var server = new RawServer();
        await using CaptureSession session = await StartAsync(server, maxLogBytes: 1);

        await RecordOneOfEachAsync(session, server);
        CaptureException full = await session.Faulted.WaitAsync(Patience.Limit);
        await session.StopAsync();

        Assert.StartsWith("The recording is full: its logs have 0 of the 1 bytes that they may have", full.Message, StringComparison.Ordinal);
        Assert.Equal(["2 events of inbound.log, for which there was no room", "1 event of outbound.log, for which there was no room"], session.NotRecorded);
        Assert.Equal(
            ["inbound.log: 2 events are missing at the end (incident.json counts 2)", "outbound.log: 1 event is missing at the end (incident.json counts 1)"],
            IncidentReader.Read(_folder).Losses.Select(loss => loss.ToString()));
    }

    [Fact]
    public async Task Whom_a_limit_kept_out_is_in_the_incident_and_what_they_got_is_not()
    {
        using var server = new RawServer();
        await using CaptureSession session = await StartAsync(server, limits: new CaptureOptions { MaxRequestHeaderBytes = 200 });
        using RawPeer caller = await RawPeer.ConnectAsync(session.Inbound!.Addresses[0]);

        await caller.SendAsync($"GET /in HTTP/1.1\r\nHost: a\r\nX-Large: {new string('x', 200)}\r\n\r\n");
        await caller.ReadToEndAsync();
        await RecordOneOfEachAsync(session, server);
        await session.StopAsync();
        Incident incident = IncidentReader.Read(_folder);

        Assert.Equal(["1 request with more than 200 bytes of target or headers, refused by the inbound proxy"], session.KeptOut);
        Assert.Equal(session.KeptOut, incident.Metadata!.NotRecorded);
        Assert.Equal(200, Assert.Single(incident.Exchanges).Response!.Status);
    }

    [Fact]
    public async Task Stopping_cuts_what_is_open_on_both_sides_after_one_time_of_grace_and_records_it_as_cut()
    {
        using var server = new RawServer();
        var time = new WatchedTime();
        CaptureSession session = await StartAsync(server, time: time);
        using RawPeer caller = await RawPeer.ConnectAsync(session.Inbound!.Addresses[0]);
        await caller.SendAsync("GET /in HTTP/1.1\r\nHost: a\r\n\r\n");
        using RawPeer inbound = await server.AcceptAsync();
        await inbound.ReadUntilAsync("\r\n\r\n");
        using RawPeer service = await RawPeer.ConnectAsync(session.Outbound!.Addresses[0]);
        await service.SendAsync($"GET http://{server.Authority}/out HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n");
        using RawPeer outbound = await server.AcceptAsync();
        await outbound.ReadUntilAsync("\r\n\r\n");

        Task stopped = session.StopAsync();
        await time.TimerOfAsync(TimeSpan.FromSeconds(8));
        time.Advance(TimeSpan.FromSeconds(8));
        await stopped.WaitAsync(Patience.Limit);
        Incident incident = IncidentReader.Read(_folder);

        Assert.StartsWith("capture_stopped: ", Assert.Single(incident.Exchanges).Response!.Error, StringComparison.Ordinal);
        Assert.StartsWith("capture_stopped: ", Assert.Single(incident.UnattributedCalls).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_are_those_of_the_clock()
    {
        using var service = new RawServer();
        Directory.CreateDirectory(_folder);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 18, 0, 0, TimeSpan.Zero));
        string path = Path.Combine(_folder, "inbound.log");
        await using (IncidentLogWriter writer = IncidentLogWriter.Open(path))
        await using (InboundCapture capture = await InboundCapture.StartAsync(ListenAddress.Parse(":0"), ForwardTarget.Parse(service.Authority), writer, time: time))
        {
            using RawPeer client = await RawPeer.ConnectAsync(capture.Addresses[0]);
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            using RawPeer connection = await service.AcceptAsync();
            await connection.ReadUntilAsync("\r\n\r\n");
            time.Advance(TimeSpan.FromMilliseconds(1500));
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            await client.ReadUntilAsync("ok");
        }

        string[] lines = await File.ReadAllLinesAsync(path);
        Assert.Contains("\"timestamp\":\"2026-11-23T18:00:00Z\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"timestamp\":\"2026-11-23T18:00:01.5Z\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"duration\":1500000000", lines[1], StringComparison.Ordinal);
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_session_begins_and_ends_while_its_caller_blocks_the_thread_of_its_context()
    {
        using var server = new RawServer();
        CaptureSession session = await BlockedCaller.OfContextAsync(() => StartAsync(server));
        await RecordOneOfEachAsync(session, server);

        CaptureCounts counts = await BlockedCaller.OfContextAsync(async () =>
        {
            await session.StopAsync().ConfigureAwait(false);
            return session.Counts;
        });

        Assert.Equal((1, 1), (counts.Inbound, counts.Outbound));
        Assert.Single(IncidentReader.Read(_folder).Exchanges);
    }

    private Task<CaptureSession> StartAsync(RawServer server, bool append = false, TimeProvider? time = null, long? maxLogBytes = null, CaptureOptions? limits = null) => CaptureSession.StartAsync(
        new CaptureSessionOptions
        {
            Folder = _folder,
            Append = append,
            MaxLogBytes = maxLogBytes,
            Capture = limits ?? new CaptureOptions(),
            Env = "staging",
            Listen = ListenAddress.Parse(":0"),
            Forward = ForwardTarget.Parse(server.Authority),
            OutboundListen = ListenAddress.Parse(":0"),
        },
        time);

    private static async Task RecordOneOfEachAsync(CaptureSession session, RawServer server)
    {
        using RawPeer caller = await RawPeer.ConnectAsync(session.Inbound!.Addresses[0]);
        await caller.SendAsync("GET /in HTTP/1.1\r\nHost: a\r\n\r\n");
        await AnswerAsync(server);
        await caller.ReadUntilAsync("ok");
        using RawPeer application = await RawPeer.ConnectAsync(session.Outbound!.Addresses[0]);
        await application.SendAsync($"GET http://{server.Authority}/out HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n");
        await AnswerAsync(server);
        await application.ReadUntilAsync("ok");
    }

    private static async Task AnswerAsync(RawServer server)
    {
        using RawPeer connection = await server.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    /// <summary>A clock that says when somebody waits for so long.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _timers = new();

        public Task TimerOfAsync(TimeSpan due) => Of(due).Task.WaitAsync(Patience.Limit);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            Of(dueTime).TrySetResult();
            return timer;
        }

        private TaskCompletionSource Of(TimeSpan due) => _timers.GetOrAdd(due, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
