using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

public class IncidentLogWriterTests
{
    [Fact]
    public async Task Many_producers_get_one_gapless_sequence_in_file_order()
    {
        using var folder = new TestFolder();
        await using (var writer = IncidentLogWriter.Open(folder.InboundLog))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(p => Task.Run(async () =>
            {
                for (int i = 0; i < 100; i++)
                {
                    await writer.AppendAsync(Event($"{p}-{i}"));
                }
            })));

            Assert.Equal(2000, writer.EventsWritten);
        }

        List<IncidentEvent> read = Read(folder.InboundLog);
        Assert.Equal(Enumerable.Range(1, 2000).Select(n => (long?)n), read.Select(e => e.Sequence));
        Assert.Equal(2000, read.Select(e => e.TraceId).Distinct().Count());
        Assert.Equal(2000, read.Select(e => e.Id).Distinct().Count());
        Assert.All(read, e => Assert.Matches("^[0-9a-f]{32}$", e.Id));
    }

    [Fact]
    public async Task An_event_is_in_the_file_when_its_append_completes()
    {
        using var folder = new TestFolder();
        await using var writer = IncidentLogWriter.Open(folder.InboundLog);

        for (int i = 0; i < 50; i++)
        {
            await writer.AppendAsync(Event($"t{i}"));

            Assert.Equal($"t{i}", Read(folder.InboundLog)[^1].TraceId);
        }
    }

    [Fact]
    public async Task A_line_longer_than_the_batch_buffer_keeps_its_place()
    {
        using var folder = new TestFolder();
        byte[] body = new byte[3_000_000];
        new Random(7).NextBytes(body);
        await using (var writer = IncidentLogWriter.Open(folder.InboundLog))
        {
            Task[] appends =
            [
                writer.AppendAsync(Event("before")).AsTask(),
                writer.AppendAsync(Event("long") with { Body = RecordedBody.FromBytes(body) }).AsTask(),
                writer.AppendAsync(Event("after")).AsTask(),
            ];
            await Task.WhenAll(appends);
        }

        List<IncidentEvent> read = Read(folder.InboundLog);

        Assert.Equal(["before", "long", "after"], read.Select(e => e.TraceId));
        Assert.Equal(body, read[1].Body.GetBytes().ToArray());
    }

    [Fact]
    public async Task Lines_end_with_a_line_feed_and_there_is_no_byte_order_mark()
    {
        using var folder = new TestFolder();
        await using (var writer = IncidentLogWriter.Open(folder.InboundLog))
        {
            await writer.AppendAsync(Event("t") with { Id = "id" });
        }

        Assert.Equal(
            """{"id":"id","type":"InboundRequest","timestamp":"1970-01-01T00:00:00Z","sequence":1,"traceId":"t"}""" + "\n",
            Encoding.UTF8.GetString(File.ReadAllBytes(folder.InboundLog)));
    }

    [Fact]
    public async Task A_file_that_holds_events_is_refused_unless_it_is_to_be_continued()
    {
        using var folder = new TestFolder();
        await AppendAsync(folder.InboundLog, append: false, "a");

        var refused = Assert.Throws<IncidentFormatException>(() => IncidentLogWriter.Open(folder.InboundLog));
        await AppendAsync(folder.InboundLog, append: true, "b");

        Assert.Contains("Continue it", refused.Message, StringComparison.Ordinal);
        Assert.Contains(folder.InboundLog, refused.Message, StringComparison.Ordinal);
        Assert.Equal([("a", 1L), ("b", 2L)], Read(folder.InboundLog).Select(e => (e.TraceId!, e.Sequence!.Value)));
    }

    [Fact]
    public async Task The_sequence_goes_on_after_the_largest_in_the_file()
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", IncidentFolder.Lines(Line("a", 41), Line("b", 7), """{"type":"InboundRequest","timestamp":"1970-01-01T00:00:00Z"}"""));

        await AppendAsync(folder.InboundLog, append: true, "c");

        Assert.Equal(42, Read(folder.InboundLog)[^1].Sequence);
    }

    [Theory]
    [InlineData("""{"type":"InboundRe""")]
    [InlineData("\0\0\0\0")]
    [InlineData("""{"type":"InboundRe""" + "\n")]
    public async Task A_torn_tail_is_cut_off_and_said(string torn)
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", IncidentFolder.Lines(Line("a", 1)) + torn);

        string? notice = await AppendAsync(folder.InboundLog, append: true, "b");

        Assert.Contains($"{torn.Length} bytes", notice, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], Read(folder.InboundLog).Select(e => e.TraceId));
    }

    [Fact]
    public async Task A_whole_last_event_without_line_end_is_kept()
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", Line("a", 1));

        string? notice = await AppendAsync(folder.InboundLog, append: true, "b");

        Assert.Contains("line end", notice, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], Read(folder.InboundLog).Select(e => e.TraceId));
    }

    [Fact]
    public async Task A_sound_file_is_continued_without_a_notice()
    {
        using var folder = new TestFolder();
        await AppendAsync(folder.InboundLog, append: true, "a");

        string? notice = await AppendAsync(folder.InboundLog, append: true, "b");

        Assert.Null(notice);
    }

    [Fact]
    public void A_broken_line_in_the_middle_is_not_appended_to()
    {
        using var folder = new TestFolder();
        string before = IncidentFolder.Lines(Line("a", 1), "{\"type\":oops}", Line("b", 2));
        folder.Write("inbound.log", before);

        var refused = Assert.Throws<IncidentFormatException>(() => IncidentLogWriter.Open(folder.InboundLog, append: true));

        Assert.Equal((2, 9), (refused.Line, refused.Column));
        Assert.Equal(before, File.ReadAllText(folder.InboundLog));
    }

    [Fact]
    public async Task A_second_writer_is_refused_until_the_first_is_done()
    {
        using var folder = new TestFolder();
        await using (IncidentLogWriter.Open(folder.InboundLog))
        {
            var refused = Assert.Throws<IncidentFormatException>(() => IncidentLogWriter.Open(folder.InboundLog, append: true));
            Assert.Contains("Another recorder", refused.Message, StringComparison.Ordinal);
        }

        await AppendAsync(folder.InboundLog, append: true, "a");

        Assert.Equal([folder.InboundLog], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Only_the_owner_can_read_what_is_recorded()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TestFolder();
        string old = folder.Write("old.log", IncidentFolder.Lines(Line("a", 1)));
        File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        await AppendAsync(folder.InboundLog, append: false, "a");
        await AppendAsync(old, append: true, "b");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.InboundLog));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(old));
    }

    [Fact]
    public async Task A_disposed_writer_takes_nothing_more()
    {
        using var folder = new TestFolder();
        var writer = IncidentLogWriter.Open(folder.InboundLog);
        await writer.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await writer.AppendAsync(Event("a")));
    }

    [Fact]
    public async Task Disposing_writes_what_was_appended_but_not_awaited()
    {
        using var folder = new TestFolder();
        Task[] appends;
        await using (var writer = IncidentLogWriter.Open(folder.InboundLog))
        {
            appends = [.. Enumerable.Range(0, 500).Select(i => writer.AppendAsync(Event($"t{i}")).AsTask())];
        }

        await Task.WhenAll(appends);

        Assert.Equal(500, Read(folder.InboundLog).Count);
    }

    [Fact]
    public async Task A_cancelled_append_gives_up_before_it_writes()
    {
        using var folder = new TestFolder();
        await using var writer = IncidentLogWriter.Open(folder.InboundLog);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.AppendAsync(Event("a"), new CancellationToken(canceled: true)));
        await writer.AppendAsync(Event("b"));

        Assert.Equal(["b"], Read(folder.InboundLog).Select(e => e.TraceId));
    }

    [Fact]
    public async Task An_event_that_would_be_misread_is_refused_and_the_writer_goes_on()
    {
        using var folder = new TestFolder();
        await using var writer = IncidentLogWriter.Open(folder.OutboundLog);
        IncidentEvent call = Event("a") with { Type = IncidentEventType.OutboundCall, Status = 200 };
        IncidentEvent[] refused =
        [
            call with { Headers = HeaderMap.Of(("Accept", "*/*")) },
            call with { ResponseTrailers = HeaderMap.Of(("X", "y")) },
            call with { Status = 0, ResponseBody = RecordedBody.FromBytes("x"u8.ToArray()) },
            call with { UnknownFields = [new("x", "{\n}"u8.ToArray())] },
            call with { Type = IncidentEventType.Unknown },
        ];

        foreach (IncidentEvent e in refused)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await writer.AppendAsync(e));
        }

        await writer.AppendAsync(call with { ResponseCaptured = true });

        Assert.Equal(1, Assert.Single(Read(folder.OutboundLog)).Sequence);
    }

    internal static IncidentEvent Event(string traceId) => new()
    {
        Type = IncidentEventType.InboundRequest,
        Timestamp = new IncidentTimestamp(0),
        TraceId = traceId,
    };

    private static string Line(string traceId, long sequence) =>
        $$"""{"type":"InboundRequest","timestamp":"1970-01-01T00:00:00Z","sequence":{{sequence}},"traceId":"{{traceId}}"}""";

    private static async Task<string?> AppendAsync(string path, bool append, string traceId)
    {
        await using var writer = IncidentLogWriter.Open(path, append);
        await writer.AppendAsync(Event(traceId));
        return writer.RepairNotice;
    }

    private static List<IncidentEvent> Read(string path) => [.. IncidentReader.ReadEvents(path, new IncidentReadReport())];
}
