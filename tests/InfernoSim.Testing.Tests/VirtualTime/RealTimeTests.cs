using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests.VirtualTime;

/// <summary>A replay that waits as long as the incident did and one on the virtual clock are the same replay.</summary>
[Collection(VirtualReplay.Name)]
public sealed class RealTimeTests
{
    [Fact]
    public Task Ten_seconds_in_real_time_have_the_fingerprint_of_virtual_time() => AssertEqualAsync(TimedIncident.TenSeconds);

    [RealTimeFact]
    [Trait("Set", "RealTime")]
    public Task Five_minutes_in_real_time_have_the_fingerprint_of_virtual_time() => AssertEqualAsync(TimedIncident.FiveMinutes);

    private static async Task AssertEqualAsync(Func<TimedIncident> incident)
    {
        ReplaySummary real = await VirtualReplay.RunAsync(incident(), s =>
        {
            s.Time = ReplayTime.Real;
            s.Runs = 1;
            s.MaxWallTime = "10m";
            s.MaxIdleTime = "30s";
        });
        ReplaySummary replayed = await VirtualReplay.RunAsync(incident());

        Assert.True(real.Passed, real.ToText());
        VirtualReplay.AssertPassed(replayed);
        Assert.NotNull(real.Fingerprint);
        Assert.Equal(real.Fingerprint, replayed.Fingerprint);
        Assert.Equal(real.Timeline.Events, replayed.Timeline.Events.Select(e => e with { At = null }));
    }
}

/// <summary>A test that takes as long as the incident did.</summary>
internal sealed class RealTimeFactAttribute : FactAttribute
{
    public RealTimeFactAttribute() => Skip = Environment.GetEnvironmentVariable("INFERNOSIM_REAL_TIME") == "1"
        ? null
        : "It replays five recorded minutes in five minutes; set INFERNOSIM_REAL_TIME=1 to run it.";
}
