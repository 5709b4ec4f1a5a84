using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests.VirtualTime;

/// <summary>Replays in virtual time. The clock needs an idle thread pool, so these tests run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class VirtualReplay
{
    public const string Name = "Virtual time";

    internal static async Task<ReplaySummary> RunAsync(TimedIncident incident, Action<ReplaySettings>? configure = null, Action<IncidentReplayer>? arrange = null, bool inMemory = false)
    {
        using var folder = new TestFolder();
        IncidentReplayer replayer = IncidentReplayer.For(new InProcessHost<Program> { UseTestServer = inMemory }, await incident.WriteAsync(folder.File("incident")))
            .With(s =>
            {
                s.Time = ReplayTime.Virtual;
                s.Runs = 2;
                configure?.Invoke(s);
            });
        arrange?.Invoke(replayer);
        return (await replayer.RunAsync()).Summary;
    }

    internal static void AssertPassed(ReplaySummary summary) => Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());

    internal static string NotTested(ReplaySummary summary) => string.Join('\n', summary.NotTested.Select(item => item.What));
}
