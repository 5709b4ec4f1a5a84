using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Trust.Tests.Concurrency.Trips;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Concurrency;

/// <summary>What the report says of the first divergence, in a replay over sockets with eight workers.</summary>
public class DivergenceReportTests(RecordedTrips trips) : IClassFixture<RecordedTrips>
{
    private static readonly ReplayOptions Usual = new() { Runs = 2, Fanout = 8, TimeScale = 0, MinGap = TimeSpan.Zero, MaxWallTime = TimeSpan.FromMinutes(2) };

    [Fact]
    public async Task A_response_that_differs_is_named_with_its_place_its_values_and_the_calls_that_led_to_it()
    {
        ReplaySummary summary = await ReplayAsync(TripDefect.QuotesMore);

        Assert.True(summary.Outcome == ReplayOutcome.FailDiverged, summary.ToText());
        Divergence first = summary.FirstDivergence!;
        Assert.Equal((DivergenceKind.ResponseBody, 0, 0, 0, null), (first.Kind, first.Run, first.Worker, first.Exchange, first.Call));
        Assert.Equal(("POST /trips", "/price"), (first.Request, first.Location));
        Assert.Equal(1, int.Parse(first.Got) - int.Parse(first.Expected));
        Assert.Equal([(2, 200), (3, 200), (4, 503), (5, 503), (6, 200)], first.Before.Select(call => (call.Call, call.Status ?? 0)));
        Assert.Contains(
            $"""
            FIRST DIVERGENCE
              exchange 1 (POST /trips): response body differs at /price: expected {first.Expected}, got {first.Got}
              seen      run 1, worker 1, 16 times in all
              request   POST /trips
              expected  {first.Expected}
              got       {first.Got}
              after     dependency call 3 ({first.Before[0].Request}): answered 200
              after     dependency call 4 ({first.Before[1].Request}): answered 200
              after     dependency call 5 (POST {trips.Dependency}bookings): answered 503
              after     dependency call 6 (POST {trips.Dependency}bookings): answered 503
              after     dependency call 7 (POST {trips.Dependency}bookings): answered 200
            """,
            summary.ToText(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_missing_is_named_with_the_ones_it_followed()
    {
        ReplaySummary summary = await ReplayAsync(TripDefect.GivesUpEarly);

        Assert.True(summary.Outcome == ReplayOutcome.FailDiverged, summary.ToText());
        Divergence first = summary.FirstDivergence!;
        Assert.Equal((DivergenceKind.CallMissing, 0, 0, 0, 6), (first.Kind, first.Run, first.Worker, first.Exchange, first.Call));
        Assert.Equal($"POST {trips.Dependency}bookings", first.CallRequest);
        Assert.Equal([(1, 200), (2, 200), (3, 200), (4, 503), (5, 503)], first.Before.Select(call => (call.Call, call.Status ?? 0)));
        Assert.Equal("/attempts", summary.Divergences[1].Location);
    }

    [Fact]
    public async Task Two_workers_that_differ_are_compared_with_each_other()
    {
        ReplaySummary summary = await ReplayAsync(TripDefect.SharesTheTrip);

        Nondeterminism parted = summary.Nondeterminism!;
        Assert.Equal((0, "POST /trips", null), (parted.Exchange, parted.Request, parted.After));
        Assert.NotEqual((parted.FirstRun, parted.FirstWorker), (parted.SecondRun, parted.SecondWorker));
        Assert.Contains("response body differs at /trip: expected ", parted.FirstSaw + parted.SecondSaw, StringComparison.Ordinal);
        Assert.Contains($"run {parted.FirstRun + 1} worker {parted.FirstWorker + 1} saw {parted.FirstSaw}", summary.ToText(), StringComparison.Ordinal);
    }

    private Task<ReplaySummary> ReplayAsync(TripDefect defect) =>
        TripReplay.RunAsync(trips.Incident, trips.Dependency, Usual, client => new TripService(client, defect));
}
