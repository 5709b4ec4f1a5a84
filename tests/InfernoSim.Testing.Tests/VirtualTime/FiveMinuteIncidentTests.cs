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
        Assert.Equivalent(new RunCounts(50, 50, 50, 50), summary.Runs, strict: true);
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

    private static IEnumerable<double> Instants(ReplaySummary summary) =>
        summary.Timeline.Events.Where(e => e.Kind == LogicalEventKind.CallArrived).Select(e => Math.Round(e.At!.Value.TotalSeconds, 2));
}
