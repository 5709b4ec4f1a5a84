using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Replay;

public class BackgroundCallTests
{
    private static readonly ReplayOptions AsFastAsPossible = FakeService.AsFastAsPossible;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_poller_may_call_as_often_as_it_likes(int polls)
    {
        Incident incident = Shop(2_000, 4_000, 6_000, 8_000).Build();
        var service = new FakeService(async request =>
        {
            for (int i = 0; i < polls; i++)
            {
                Assert.Equal("{}", await request.CallAsync("http://queue.test/jobs?since=7", isTraced: false));
            }

            return FakeRequest.Answer(await request.CallAsync("http://a.test/price"));
        });

        ReplaySummary summary = await service.ReplayAsync(incident, AsFastAsPossible);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(
            $"background calls (GET http://queue.test/jobs): 4 were recorded while no request was open or at regular intervals, {polls * 4} came; they are answered however often they come, and not compared",
            Assert.Single(summary.NotTested).What);
        Assert.Equal((4L, 4L), (summary.Outbound.Observed, summary.Outbound.Expected));
    }

    [Fact]
    public async Task A_call_of_a_request_to_the_same_place_is_compared()
    {
        Incident incident = Shop(2_000, 4_000, 6_000, 8_000).Build();
        var service = new FakeService(async request =>
        {
            await request.CallAsync("http://queue.test/jobs");
            return FakeRequest.Answer(await request.CallAsync("http://a.test/price"));
        });

        ReplaySummary summary = await service.ReplayAsync(incident, AsFastAsPossible);

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3 }, false)] // A burst, while the request is open.
    [InlineData(new double[] { 20, 30, 900 }, false)] // Late work of the request.
    [InlineData(new double[] { 2_000, 4_000 }, false)] // Too few for a habit.
    [InlineData(new double[] { 2_000, 2_100, 9_000 }, true)] // Between requests.
    [InlineData(new double[] { 200, 400, 610, 800 }, true)] // At regular intervals, soon after the request.
    public void Calls_of_no_request_are_background_work_by_when_they_came(double[] times, bool isBackground)
    {
        Incident incident = Shop(times).Build();

        Assert.Equal(isBackground ? times.Length : 0, BackgroundCalls.Of(incident).Count);
    }

    [Fact]
    public void A_route_that_requests_call_as_well_is_none_of_background_work()
    {
        Incident incident = Shop().Unattributed([.. new double[] { 2_000, 4_000, 6_000 }.Select(at => IncidentBuilder.Call("http://a.test/price", at: at))]).Build();

        Assert.Empty(BackgroundCalls.Of(incident));
    }

    private static IncidentBuilder Shop(params double[] polls) => new IncidentBuilder()
        .Exchange("/", calls: [IncidentBuilder.Call("http://a.test/price")])
        .Unattributed([.. polls.Select(at => IncidentBuilder.Call("http://queue.test/jobs?since=1", at: at))]);
}
