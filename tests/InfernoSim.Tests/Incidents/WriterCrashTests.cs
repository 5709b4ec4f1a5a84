using System.Diagnostics;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Facts;

namespace InfernoSim.Tests.Incidents;

public class WriterCrashTests
{
    [Fact]
    public async Task Whatever_was_acknowledged_survives_kill_9_at_any_moment()
    {
        using var folder = new TestFolder();
        var random = new Random(20261123);
        var acknowledged = new HashSet<string>();

        for (int round = 0; round < 8; round++)
        {
            acknowledged.UnionWith(await WriteAndKillAsync(folder.InboundLog, producers: random.Next(1, 9), killAfter: random.Next(1, 3000)));
        }

        await using (IncidentLogWriter.Open(folder.InboundLog, append: true))
        {
        }

        List<IncidentEvent> read = [.. IncidentReader.ReadEvents(folder.InboundLog, new IncidentReadReport())];
        Assert.Subset(read.Select(e => e.TraceId!).ToHashSet(), acknowledged);
        Assert.Equal(Enumerable.Range(1, read.Count).Select(n => (long?)n), read.Select(e => e.Sequence));
    }

    [Fact]
    public async Task Whatever_was_acknowledged_last_survives_kill_9_while_older_events_make_room()
    {
        using var folder = new TestFolder();
        var random = new Random(20261130);

        for (int round = 0; round < 5; round++)
        {
            List<string> acknowledged = await WriteAndKillAsync(folder.InboundLog, producers: 4, killAfter: random.Next(500, 2000), maxBytes: 64 * 1024);
            await using (IncidentLogWriter.Open(folder.InboundLog, append: true))
            {
            }

            List<IncidentEvent> read = [.. IncidentReader.ReadEvents(folder.InboundLog, new IncidentReadReport())];
            Assert.Contains(acknowledged[^1], read.Select(e => e.TraceId));
            Assert.InRange(new FileInfo(folder.InboundLog).Length, 16 * 1024, 64 * 1024);
            Assert.Equal(read.Select(e => e.Sequence).Order().Distinct(), read.Select(e => e.Sequence));
            Assert.Equal(read[^1].Sequence!.Value - read.Count, read[0].LetGo!.Value.Events);
            Assert.Empty(Directory.GetFiles(folder.Path, "*.draft"));
        }
    }

    [UnixFact]
    public async Task A_full_disk_fails_the_append_and_leaves_whole_lines()
    {
        using var folder = new TestFolder();
        using Process host = WriterHost.StartOnFullDisk(folder.InboundLog, producers: 4, kibibytes: 64);
        Task<string> errors = host.StandardError.ReadToEndAsync();

        List<string> acknowledged = await ReadLinesAsync(host);
        await host.WaitForExitAsync().WaitAsync(Patience.Limit);

        var report = new IncidentReadReport();
        HashSet<string> read = [.. IncidentReader.ReadEvents(folder.InboundLog, report).Select(e => e.TraceId!)];
        Assert.True(host.ExitCode == 3, await errors);
        Assert.Contains("inbound.log: the event could not be written", await errors, StringComparison.Ordinal);
        Assert.NotEmpty(acknowledged);
        Assert.Equal(read, acknowledged.ToHashSet());
        Assert.Empty(report.Notices);
    }

    private static async Task<List<string>> WriteAndKillAsync(string log, int producers, int killAfter, long? maxBytes = null)
    {
        using Process host = WriterHost.Start(log, producers, maxBytes);
        Task<string> errors = host.StandardError.ReadToEndAsync();
        var acknowledged = new List<string>();
        while (acknowledged.Count < killAfter)
        {
            acknowledged.Add(await host.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit) ?? throw new InvalidOperationException(await errors));
        }

        host.Kill();
        acknowledged.AddRange(await ReadLinesAsync(host));
        await host.WaitForExitAsync().WaitAsync(Patience.Limit);
        return acknowledged;
    }

    /// <summary>The rest of the acknowledgements; what follows the last line feed was cut off by the kill and counts for nothing.</summary>
    private static async Task<List<string>> ReadLinesAsync(Process host)
    {
        string rest = await host.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Limit);
        return [.. rest.Split('\n')[..^1]];
    }
}
