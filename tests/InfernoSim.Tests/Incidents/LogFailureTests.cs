using InfernoSim.Incidents;
using InfernoSim.TestKit.Facts;

namespace InfernoSim.Tests.Incidents;

/// <summary>What becomes of a log that is taken away from under its writer, or that takes nothing.</summary>
public sealed class LogFailureTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string LogPath => _folder.File("inbound.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_log_that_was_cut_is_noticed_at_the_next_event_and_not_padded()
    {
        await using var writer = IncidentLogWriter.Open(LogPath);
        await writer.AppendAsync(Event());
        await using (var other = new FileStream(LogPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(0);
        }

        IOException failure = await Assert.ThrowsAsync<IOException>(async () => await writer.AppendAsync(Event()));

        Assert.Matches(@"inbound\.log: the event could not be written: The file has 0 bytes where [0-9]+ were written: somebody has cut it, or put another one in its place\. Nothing more is recorded to this file\.$", failure.Message);
        Assert.Equal(0, new FileInfo(LogPath).Length);
    }

    [UnixFact]
    public async Task A_log_that_was_removed_is_noticed_at_the_next_event()
    {
        await using var writer = IncidentLogWriter.Open(LogPath);
        await writer.AppendAsync(Event());
        File.Delete(LogPath);

        IOException failure = await Assert.ThrowsAsync<IOException>(async () => await writer.AppendAsync(Event()));

        Assert.Contains("The file is gone: somebody has removed or renamed it.", failure.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_log_that_was_rotated_is_noticed_at_the_next_event_and_the_new_file_is_left_alone()
    {
        await using var writer = IncidentLogWriter.Open(LogPath);
        await writer.AppendAsync(Event());
        File.Move(LogPath, LogPath + ".1");
        await File.WriteAllTextAsync(LogPath, "");

        IOException failure = await Assert.ThrowsAsync<IOException>(async () => await writer.AppendAsync(Event()));

        Assert.Contains("put another one in its place", failure.Message, StringComparison.Ordinal);
        Assert.Equal("", await File.ReadAllTextAsync(LogPath));
    }

    private static IncidentEvent Event() => new() { Type = IncidentEventType.InboundRequest, Method = "GET", Url = "/", TraceId = new string('a', 32), Timestamp = new IncidentTimestamp(1_700_000_000_000_000_000) };
}
