using InfernoSim.Observations;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests.VirtualTime;

[Collection(VirtualReplay.Name)]
public sealed class FiveMinuteIncidentTests
{
    private const string Url = "http://payments.test/pay/1";

    private static readonly double[] Backoff = [0, 2, 6, 14];

    [Fact]
    public async Task Fifty_runs_retry_at_the_same_virtual_instants()
    {
        ReplaySummary summary = await VirtualReplay.RunAsync(TimedIncident.FiveMinutes(), s => s.Runs = 50);

        VirtualReplay.AssertPassed(summary);
        Assert.Equal(new RunCounts(50, 50, 50, 50), summary.Runs);
        Assert.Equal([0, 40, 42, 46, 54, 100, 102, 106, 114, 150, 300], Instants(summary));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Twenty_workers_each_keep_their_own_back_off(bool inMemory)
    {
        TimedIncident incident = new TimedIncident().Exchange(0, $"/time/call/retrying?url={Uri.EscapeDataString(Url)}", "200", 14.1, [.. Backoff.Select((at, i) => new TimedCall(at, Url, i < 3 ? 503 : 200))]);

        ReplaySummary summary = await VirtualReplay.RunAsync(incident, s => s.Fanout = 20, inMemory: inMemory);

        VirtualReplay.AssertPassed(summary);
        Assert.Equal(Backoff, Instants(summary));
    }

    [RealTimeFact]
    [Trait("Set", "RealTime")]
    public async Task A_real_time_replay_at_time_scale_one_has_the_same_fingerprint()
    {
        ReplaySummary real = await VirtualReplay.RunAsync(TimedIncident.FiveMinutes(), s =>
        {
            s.Time = ReplayTime.Real;
            s.Runs = 1;
            s.MaxWallTime = "10m";
            s.MaxIdleTime = "30s";
        });
        ReplaySummary replayed = await VirtualReplay.RunAsync(TimedIncident.FiveMinutes());
        await Console.Out.WriteLineAsync($"real    {real.Fingerprint}, run of {real.Timeline.Events.Count} events\nvirtual {replayed.Fingerprint}, run of {replayed.Timeline.Events.Count} events");

        Assert.True(real.Passed, real.ToText());
        VirtualReplay.AssertPassed(replayed);
        Assert.NotNull(real.Fingerprint);
        Assert.Equal(real.Fingerprint, replayed.Fingerprint);
        Assert.Equal(real.Timeline.Events, replayed.Timeline.Events.Select(e => e with { At = null }));
    }

    private static IEnumerable<double> Instants(ReplaySummary summary) =>
        summary.Timeline.Events.Where(e => e.Kind == LogicalEventKind.CallArrived).Select(e => Math.Round(e.At!.Value.TotalSeconds, 2));
}

/// <summary>A test that takes as long as the incident did.</summary>
internal sealed class RealTimeFactAttribute : FactAttribute
{
    public RealTimeFactAttribute() => Skip = Environment.GetEnvironmentVariable("INFERNOSIM_REAL_TIME") == "1"
        ? null
        : "It replays five recorded minutes in five minutes; set INFERNOSIM_REAL_TIME=1 to run it.";
}
