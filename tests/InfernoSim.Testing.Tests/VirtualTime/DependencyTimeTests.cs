using InfernoSim.Observations;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests.VirtualTime;

/// <summary>A service whose client waits three seconds at most, of a dependency that took its time in the incident.</summary>
[Collection(VirtualReplay.Name)]
public sealed class DependencyTimeTests
{
    private const string Url = "http://payments.test/pay/1";

    [Fact]
    public async Task A_timeout_below_the_recorded_time_is_found_where_dependencies_take_it()
    {
        ReplaySummary untimed = await ReplayAsync(takes: 8, DependencyTime.None);
        ReplaySummary timed = await ReplayAsync(takes: 8, DependencyTime.Recorded);

        VirtualReplay.AssertPassed(untimed);
        Assert.True(timed.Outcome == ReplayOutcome.FailDiverged, timed.ToText());
        Assert.Equal((DivergenceKind.CallGivenUp, "its answer, which took 8s"), (timed.FirstDivergence!.Kind, timed.FirstDivergence.Expected));
        Assert.Contains(timed.Divergences, divergence => divergence is { Kind: DivergenceKind.ResponseBody, Got: "timed out" });
    }

    [Fact]
    public async Task An_hour_of_waiting_fits_into_a_run_of_thirty_seconds()
    {
        ReplaySummary summary = await ReplayAsync(takes: 3600, DependencyTime.Recorded, client: "patient");

        VirtualReplay.AssertPassed(summary);
        Assert.Equal(3600, Math.Round(summary.Timeline.Events.Single(e => e.Kind == LogicalEventKind.CallAnswered).At!.Value.TotalSeconds));
    }

    private static Task<ReplaySummary> ReplayAsync(double takes, DependencyTime dependencyTime, string client = "timed") => VirtualReplay.RunAsync(
        new TimedIncident().Exchange(0, $"/time/call/{client}?url={Uri.EscapeDataString(Url)}", "200", takes + 0.01, new TimedCall(0.005, Url, Takes: takes)),
        s => s.DependencyTime = dependencyTime);
}
