using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Incidents;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests.Hosting;

public sealed class ParallelReplayTests
{
    private static readonly int Incidents = LongTests.AreOn ? 200 : 60;

    [Fact]
    public async Task Many_incidents_are_replayed_side_by_side_in_one_process()
    {
        using var folder = new TestFolder();
        for (int i = 0; i < Incidents; i++)
        {
            // The same request and call everywhere, with an answer of its own: a call that reached another replay's stub would show.
            string way = i % 2 == 0 ? "bare" : "default";
            await new HandmadeIncident()
                .Call(way, "http://payments.test/charge", $$"""{"status":200,"body":"answer {{i}}"}""", HandmadeIncident.Get("http://payments.test/charge", $"answer {i}"))
                .WriteAsync(folder.File($"incident-{i:d3}"));
        }

        var summaries = new ReplaySummary[Incidents];
        await Parallel.ForEachAsync(
            IncidentFolders.Resolve(folder.File("incident-*"), null).Index(),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (incident, stop) => summaries[incident.Index] = (await IncidentReplayer.For<Program>(incident.Item).With(s => s.Runs = 2).RunAsync(cancellationToken: stop)).Summary);

        Assert.All(summaries, summary => Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText()));
    }
}
