using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

/// <summary>What becomes of events when the logs have as much as they may have.</summary>
public sealed class LogRoomTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private int _recorded;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_event_that_does_not_fit_ends_the_recording_of_every_log()
    {
        await using IncidentWriter writer = Open(maxBytes: 3_000);
        await writer.Inbound.AppendAsync(IncidentLogWriterTests.Event("a"));
        long before = Size();

        LogFullException full = await Assert.ThrowsAsync<LogFullException>(async () => await writer.Outbound.AppendAsync(Large()));
        await Assert.ThrowsAsync<LogFullException>(async () => await writer.Inbound.AppendAsync(IncidentLogWriterTests.Event("b")));

        Assert.Equal($"The recording is full: its logs have {before} of the 3000 bytes that they may have, and the next event does not fit. Nothing more is recorded.", full.Message);
        Assert.Equal((1L, 0L, before), (writer.Inbound.EventsWritten, writer.Outbound.EventsWritten, Size()));
        Assert.True(writer.IsFull);
    }

    [Fact]
    public async Task However_many_write_at_once_the_logs_never_have_more_and_what_is_in_them_is_whole()
    {
        const int Limit = 20_000;
        const int LongestEvent = 200;
        int refused = 0;
        await using (IncidentWriter writer = Open(Limit))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(producer => Task.Run(async () =>
            {
                IncidentLogWriter log = producer % 2 == 0 ? writer.Inbound : writer.Outbound;
                for (int i = 0; i < 50; i++)
                {
                    try
                    {
                        await log.AppendAsync(IncidentLogWriterTests.Event($"{producer}-{i}"));
                    }
                    catch (LogFullException)
                    {
                        Interlocked.Increment(ref refused);
                    }
                }
            })));
        }

        Assert.InRange(Size(), Limit - LongestEvent, Limit);
        Assert.Equal(1_000 - refused, Read("inbound.log").Count + Read("outbound.log").Count);
    }

    [Fact]
    public async Task What_is_there_already_counts_that_of_every_log()
    {
        await RecordAsync(inbound: 1, sql: 2);
        long there = Size();

        var refused = Assert.Throws<IncidentFormatException>(() => Open(maxBytes: there));
        await using IncidentWriter writer = Open(maxBytes: there + 10);
        await Assert.ThrowsAsync<LogFullException>(async () => await writer.Outbound.AppendAsync(IncidentLogWriterTests.Event("a")));

        Assert.Equal($"{_folder.Path}: The recording has {there} bytes already, and may have {there}. Let it have more, or record to another folder.", refused.Message);
    }

    [Fact]
    public async Task What_was_lost_is_missing_for_ever_however_often_the_recording_is_continued()
    {
        await RecordAsync(inbound: 2, lost: new LostEvents(3, 1, 0));
        await RecordAsync(inbound: 0);
        await RecordAsync(inbound: 1);
        await RecordAsync(inbound: 1, lost: new LostEvents(2, 0, 0));

        Assert.Equal(
            [
                "inbound.log: events 3 to 5 are missing",
                "inbound.log: 2 events are missing at the end (incident.json counts 9)",
                "outbound.log: 1 event is missing at the end (incident.json counts 1)",
            ],
            IncidentReader.Read(_folder.Path).Losses.Select(loss => loss.ToString()));
        Assert.Equal([1L, 2L, 6L, 7L], Read("inbound.log").Select(e => e.Sequence!.Value));
    }

    private static IncidentEvent Large() => IncidentLogWriterTests.Event("large") with { Body = RecordedBody.FromBytes(new byte[3_000]) };

    private IncidentWriter Open(long? maxBytes) => IncidentWriter.Open(_folder.Path, append: true, Timeout.InfiniteTimeSpan, TimeProvider.System, maxBytes);

    private async Task RecordAsync(int inbound, int sql = 0, LostEvents lost = default)
    {
        await using IncidentWriter writer = Open(maxBytes: null);
        for (int i = 0; i < inbound; i++)
        {
            await writer.Inbound.AppendAsync(IncidentLogWriterTests.Event($"t{_recorded++}"));
        }

        for (int i = 0; i < sql; i++)
        {
            await writer.Sql.AppendAsync(IncidentLogWriterTests.Event("statement") with { Type = IncidentEventType.SqlStatement });
        }

        await writer.CompleteAsync(new IncidentMetadata(), lost);
    }

    private long Size() => Directory.GetFiles(_folder.Path, "*.log").Sum(path => new FileInfo(path).Length);

    private List<IncidentEvent> Read(string log) => [.. IncidentReader.ReadEvents(_folder.File(log), new IncidentReadReport())];
}
