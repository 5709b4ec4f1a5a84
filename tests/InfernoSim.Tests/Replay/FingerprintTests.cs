using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

public class FingerprintTests
{
    [Fact]
    public async Task Missing_and_reordered_calls_do_not_run_together()
    {
        // Written side by side, "missing 1" and "25 before 4" read as "missing 12" and "5 before 4".
        ReplaySummary one = await ReplayAsync(leftOut: 1, early: 25);
        ReplaySummary other = await ReplayAsync(leftOut: 12, early: 5);

        Assert.Equal([DivergenceKind.CallMissing, DivergenceKind.CallReordered], one.DivergenceCounts.Keys);
        Assert.Equal([DivergenceKind.CallMissing, DivergenceKind.CallReordered], other.DivergenceCounts.Keys);
        Assert.NotNull(one.Fingerprint);
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
    }

    // A service that leaves one of 26 calls out, and makes another before the one at 4.
    private static Task<ReplaySummary> ReplayAsync(int leftOut, int early)
    {
        int[] order = [0, 1, 2, 3, early, .. Enumerable.Range(4, 22).Where(call => call != early)];
        var service = new FakeService(async request =>
        {
            foreach (int call in order.Where(call => call != leftOut))
            {
                await request.CallAsync($"http://a.test/{call}");
            }

            return Answer();
        });

        // All overlap, but for the one at 4, which those after it followed.
        IncidentEvent[] calls = [.. Enumerable.Range(0, 26).Select(call => Call($"http://a.test/{call}", at: 1 + call, took: call == 4 ? 1 : 60))];
        return service.ReplayAsync(new IncidentBuilder().Exchange("/a", took: 200, calls: calls).Build(), FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });
    }
}
