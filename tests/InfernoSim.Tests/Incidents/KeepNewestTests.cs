using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Scrubbing;
using InfernoSim.TestKit.Facts;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Incidents;

/// <summary>What becomes of a recording that is full, and of which the newest is kept.</summary>
public sealed class KeepNewestTests : IDisposable
{
    private const long Limit = 20_000;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_oldest_exchanges_make_room_each_with_its_calls_and_the_recording_has_lost_nothing()
    {
        await RecordAsync(1, 300);

        Incident incident = IncidentReader.Read(_folder.Path);
        var verification = IncidentVerification.Of(incident, new FakeTimeProvider());
        AssertWhole(incident, last: 300);
        Assert.Empty(incident.UnattributedCalls);
        Assert.Empty(incident.Losses);
        Assert.InRange(Size(), Limit / 4, Limit);
        Assert.Equal([".gitignore", "inbound.log", "incident.json", "outbound.log"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal((600L, 300L), (incident.Metadata!.InboundCount, incident.Metadata.OutboundCount));
        Assert.Equal([600L, 300L], new[] { Read("inbound.log"), Read("outbound.log") }.Select(log => log[^1].Sequence!.Value));
        Assert.Matches(@"^[0-9]+ older events have made room for newer ones: exchanges that began by 1970-01-01T00:00:00\.0[0-9]*Z are not in the recording\.$", Assert.Single(incident.Notices));
        Assert.True(verification.IsReplayable);
        Assert.Contains(verification.Findings, finding => finding is { Kind: FindingKind.LetGo, Level: FindingLevel.Note });
    }

    [Fact]
    public async Task What_makes_room_is_counted_for_ever_and_what_was_lost_stays_lost()
    {
        await RecordAsync(1, 100, lost: new LostEvents(3, 0, 0));
        string atEnd = Assert.Single(IncidentReader.Read(_folder.Path).Losses).ToString();
        await RecordAsync(101, 200);
        string among = Assert.Single(IncidentReader.Read(_folder.Path).Losses).ToString();
        await RecordAsync(201, 210, maxBytes: null);

        Incident incident = IncidentReader.Read(_folder.Path);
        AssertWhole(incident, last: 210);
        Assert.Equal("inbound.log: 3 events are missing at the end (incident.json counts 203)", atEnd);
        Assert.Matches("^inbound\\.log: 3 events are missing among the first [0-9]+$", among);
        Assert.Equal(among, Assert.Single(incident.Losses).ToString());
        Assert.Equal(423L, Read("inbound.log")[^1].Sequence!.Value);
    }

    [Fact]
    public async Task What_made_room_before_a_recorder_was_killed_is_no_loss_when_the_recording_is_continued()
    {
        await RecordAsync(1, 100);
        await using (IncidentWriter killed = Open(Limit))
        {
            await RecordAsync(killed, 101, 200);
        }

        await RecordAsync(201, 205);
        Incident counted = IncidentReader.Read(_folder.Path);
        File.Delete(_folder.File("incident.json"));
        await RecordAsync(206, 210);
        Incident uncounted = IncidentReader.Read(_folder.Path);

        AssertWhole(counted, last: 205);
        AssertWhole(uncounted, last: 210);
        Assert.Empty(counted.Losses);
        Assert.Empty(uncounted.Losses);
        Assert.Equal((420L, 210L), (uncounted.Metadata!.InboundCount, uncounted.Metadata.OutboundCount));
    }

    // As after a kill between the two, and as for whoever reads at that moment.
    [Theory]
    [InlineData("inbound.log")]
    [InlineData("outbound.log")]
    public async Task Of_a_recording_of_which_one_log_has_made_room_and_the_other_has_not_whole_exchanges_are_read(string before)
    {
        await RecordAsync(1, 60, maxBytes: null);
        byte[] old = await File.ReadAllBytesAsync(_folder.File(before));
        await using (IncidentWriter writer = Open(Limit))
        {
            await writer.Outbound.AppendAsync(Call(61) with { TraceId = null });
        }

        await File.WriteAllBytesAsync(_folder.File(before), old);
        File.Delete(_folder.File("incident.json"));
        Incident incident = IncidentReader.Read(_folder.Path);
        string scrubbed = _folder.File("scrubbed");
        await IncidentScrubber.ScrubAsync(_folder.Path, scrubbed, key: null, policy: null, CancellationToken.None);

        Assert.All(new[] { incident, IncidentReader.Read(scrubbed) }, read =>
        {
            AssertWhole(read, last: 60);
            Assert.InRange(read.Exchanges.Count, 2, 40);
            Assert.All(read.UnattributedCalls, call => Assert.Null(call.TraceId));
        });
        Assert.Empty(IncidentReader.Read(scrubbed).Losses);
    }

    [Fact]
    public async Task An_exchange_of_which_a_call_made_room_before_it_ended_does_not_come_in_half()
    {
        await using (IncidentWriter writer = Open(Limit))
        {
            await writer.Outbound.AppendAsync(Call(0));
            await RecordAsync(writer, 1, 100);
            await writer.Outbound.AppendAsync(Call(0) with { Timestamp = new IncidentTimestamp(100_900) });
            await writer.Inbound.AppendAsync(Request(0));
            await writer.Inbound.AppendAsync(Response(0));
            await writer.CompleteAsync(new IncidentMetadata());
        }

        Incident incident = IncidentReader.Read(_folder.Path);
        AssertWhole(incident, last: 100);
        Assert.Empty(incident.UnattributedCalls);
        Assert.Empty(incident.Losses);
    }

    [Fact]
    public async Task Statements_go_with_their_exchanges_and_what_tells_of_connections_stays()
    {
        await using (IncidentWriter writer = Open(Limit))
        {
            await writer.Sql.AppendAsync(new IncidentEvent { Type = IncidentEventType.SqlConnection, Timestamp = new IncidentTimestamp(1), Service = "shop", Method = "CONNECT" });
            for (int i = 1; i <= 100; i++)
            {
                await writer.Sql.AppendAsync(new IncidentEvent { Type = IncidentEventType.SqlStatement, Timestamp = new IncidentTimestamp((i * 1_000) + 50), TraceId = TraceOf(i), Service = "shop", Method = "SELECT", Url = "sql://shop/Orders" });
                await RecordAsync(writer, i, i);
            }

            await writer.CompleteAsync(new IncidentMetadata());
        }

        Incident incident = IncidentReader.Read(_folder.Path);
        AssertWhole(incident, last: 100, calls: 2);
        Assert.Empty(incident.UnattributedCalls);
        Assert.Empty(incident.Losses);
        Assert.Single(incident.SqlConnections);
    }

    [Fact]
    public async Task However_many_write_at_once_each_event_that_is_there_is_whole_and_the_newest_of_each_log_is_there()
    {
        int last = 0;
        await using (IncidentWriter writer = Open(Limit))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                for (int turn = 0; turn < 50; turn++)
                {
                    int i = Interlocked.Increment(ref last);
                    await RecordAsync(writer, i, i);
                }
            })));
            Assert.False(writer.IsFull);
            await writer.CompleteAsync(new IncidentMetadata());
        }

        Incident incident = IncidentReader.Read(_folder.Path);
        Assert.InRange(Size(), 1, Limit);
        Assert.Empty(incident.Losses);
        Assert.Contains(incident.Exchanges, exchange => exchange.Request.TraceId == TraceOf(400));
        Assert.All(incident.Exchanges, exchange =>
        {
            Assert.NotNull(exchange.Response);
            Assert.Single(exchange.Calls);
        });
    }

    [Fact]
    public async Task An_event_for_which_not_even_all_others_make_room_ends_the_recording()
    {
        await using IncidentWriter writer = Open(Limit);
        await RecordAsync(writer, 1, 10);

        await Assert.ThrowsAsync<LogFullException>(async () => await writer.Outbound.AppendAsync(Call(11) with { Body = RecordedBody.FromBytes(new byte[Limit]) }));

        await Assert.ThrowsAsync<LogFullException>(async () => await writer.Inbound.AppendAsync(Request(12)));
        Assert.True(writer.IsFull);
    }

    [SmallDiskFact]
    public async Task On_a_full_disk_no_room_is_made_and_no_copy_is_left()
    {
        const int Most = 256 * 1024;
        using var disk = SmallDisk.Mount(kibibytes: 1024);
        await using var writer = IncidentWriter.Open(disk.Path, append: false, Timeout.InfiniteTimeSpan, TimeProvider.System, Most, keepsNewest: true);
        int recorded = 0;
        while (writer.Inbound.Length + writer.Outbound.Length < Most * 3 / 4)
        {
            await RecordAsync(writer, ++recorded, recorded);
        }

        // Room for as much as it takes until older ones have to go, and not for a copy of those that stay.
        File.WriteAllBytes(disk.File("slack"), new byte[Most / 5]);
        disk.Fill();
        File.Delete(disk.File("slack"));
        IOException failure = await Assert.ThrowsAsync<IOException>(() => RecordAsync(writer, recorded + 1, 10 * recorded));
        await writer.DisposeAsync();

        Assert.Contains("could not be written", failure.Message, StringComparison.Ordinal);
        Assert.Equal([".gitignore", "inbound.log", "outbound.log"], disk.Entries());
    }

    [Fact]
    public async Task A_copy_that_a_recorder_left_when_it_was_killed_is_removed_by_the_next_one()
    {
        await RecordAsync(1, 5);
        _folder.Write("inbound.log.draft", "{\"type\":\"Inb");

        await RecordAsync(6, 6);

        Assert.Empty(Directory.GetFiles(_folder.Path, "*.draft"));
        AssertWhole(IncidentReader.Read(_folder.Path), last: 6);
    }

    [Fact]
    public async Task Where_the_statements_cannot_be_continued_the_other_logs_are_let_go()
    {
        await using (var sql = IncidentLogWriter.Open(_folder.File("sql.log")))
        {
            Assert.Throws<IncidentFormatException>(() => Open(Limit));
        }

        await RecordAsync(1, 1);

        AssertWhole(IncidentReader.Read(_folder.Path), last: 1);
    }

    [Theory]
    [InlineData("[1,2,3]")]
    [InlineData("[1,2,3,4,5]")]
    [InlineData("[-1,2,3,4]")]
    [InlineData("[1,9223372036854775807,3,4]")]
    [InlineData("\"x\"")]
    public void What_made_room_is_four_numbers(string letGo)
    {
        string line = $$"""{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","letGo":{{letGo}}}""";

        var refused = Assert.Throws<IncidentFormatException>(() => _folder.Read([line]));

        Assert.Contains("letGo is ", refused.Message, StringComparison.Ordinal);
    }

    private static string TraceOf(int i) => $"{i:x32}";

    private static IncidentEvent Request(int i) => new() { Type = IncidentEventType.InboundRequest, Timestamp = new IncidentTimestamp(i * 1_000), TraceId = TraceOf(i), Method = "GET", Url = $"/{i}" };

    private static IncidentEvent Response(int i) => new() { Type = IncidentEventType.InboundResponse, Timestamp = new IncidentTimestamp((i * 1_000) + 500), TraceId = TraceOf(i), Status = 200, ResponseCaptured = true };

    private static IncidentEvent Call(int i) => new()
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = new IncidentTimestamp((i * 1_000) + 100),
        TraceId = TraceOf(i),
        Method = "GET",
        Url = $"http://dep.test/{i}",
        Status = 200,
        ResponseCaptured = true,
    };

    private static void AssertWhole(Incident incident, int last, int calls = 1)
    {
        int count = incident.Exchanges.Count;
        Assert.Equal(Enumerable.Range(last - count + 1, count).Select(i => $"/{i}"), incident.Exchanges.Select(exchange => exchange.Request.Url));
        Assert.All(incident.Exchanges, exchange =>
        {
            Assert.NotNull(exchange.Response);
            Assert.Equal(calls, exchange.Calls.Count);
        });
    }

    // As a recorder does: the calls when they end, then request and response.
    private static async Task RecordAsync(IncidentWriter writer, int first, int last)
    {
        for (int i = first; i <= last; i++)
        {
            await writer.Outbound.AppendAsync(Call(i));
            await writer.Inbound.AppendAsync(Request(i));
            await writer.Inbound.AppendAsync(Response(i));
        }
    }

    private async Task RecordAsync(int first, int last, long? maxBytes = Limit, LostEvents lost = default)
    {
        await using IncidentWriter writer = Open(maxBytes);
        await RecordAsync(writer, first, last);
        await writer.CompleteAsync(new IncidentMetadata(), lost);
    }

    private IncidentWriter Open(long? maxBytes) => IncidentWriter.Open(_folder.Path, append: true, Timeout.InfiniteTimeSpan, TimeProvider.System, maxBytes, keepsNewest: true);

    private long Size() => Directory.GetFiles(_folder.Path, "*.log").Sum(path => new FileInfo(path).Length);

    private List<IncidentEvent> Read(string log) => [.. IncidentReader.ReadEvents(_folder.File(log), new IncidentReadReport())];
}
