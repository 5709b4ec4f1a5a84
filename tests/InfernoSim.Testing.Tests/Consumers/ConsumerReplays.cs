using System.Diagnostics;
using InfernoSim.TestKit.Facts;
using InfernoSim.Verdicts;
using Xunit.Abstractions;

namespace InfernoSim.Testing.Tests.Consumers;

/// <summary>How consumers are replayed.</summary>
internal static class ConsumerReplays
{
    /// <summary>Fifty cold services with password hashes take a minute and more on two cores: <c>INFERNOSIM_LONG=1</c> starts them, ten times.</summary>
    public static int Workers { get; } = LongTests.AreOn ? 50 : 10;

    /// <summary>With the one property that a service with a database needs.</summary>
    public static Task<IncidentReplay> ReplayAsync(IncidentReplayer replayer, int runs, int fanout) =>
        replayer.With(s => (s.Runs, s.Fanout, s.State) = (runs, fanout, ReplayState.FreshPerWorker)).RunAsync();

    /// <summary>Whether a service passes that was not changed.</summary>
    public static async Task AssertPassesAsync(IncidentReplayer replayer, int fanout, ITestOutputHelper output)
    {
        var time = Stopwatch.StartNew();
        IncidentReplay replay = await ReplayAsync(replayer, runs: LongTests.AreOn ? 10 : 2, fanout);
        output.WriteLine($"{time.Elapsed.TotalSeconds:F0} s\n{replay.Summary.ToText()}");

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    /// <summary>Whether a defect is found where it is.</summary>
    public static async Task AssertFailsAsync(IncidentReplayer replayer, string request, string location)
    {
        IncidentReplay replay = await ReplayAsync(replayer, runs: 1, fanout: 2);

        Assert.True(replay.Summary.Outcome == ReplayOutcome.FailDiverged, replay.Summary.ToText());
        Assert.True((request, location) == (replay.Summary.FirstDivergence!.Request, replay.Summary.FirstDivergence.Location), replay.Summary.ToText());
    }
}
