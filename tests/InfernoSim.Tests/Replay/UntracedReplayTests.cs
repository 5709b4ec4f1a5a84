using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

/// <summary>Incidents and services whose calls name no request.</summary>
public class UntracedReplayTests
{
    private const string Reserve = "http://stock.test/reserve";
    private const string Charge = "http://pay.test/charge";

    [Fact]
    public async Task A_service_that_calls_as_recorded_passes_strongly()
    {
        ReplaySummary summary = await Service(Honest).ReplayAsync(TwoOrders());

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
        Assert.Equal(8 + 8, summary.Matching.ByContent);
    }

    [Fact]
    public async Task Workers_of_different_speed_may_answer_for_one_another()
    {
        var service = new FakeService(async request =>
        {
            await Task.Delay(request.Worker * 40);
            await Honest(request);
            await Task.Delay((3 - request.Worker) * 40);
            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(TwoOrders(), FakeService.AsFastAsPossible with { Fanout = 4 });

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
    }

    [Fact]
    public async Task Charges_swapped_between_two_orders_are_found_at_the_first_of_them()
    {
        ReplaySummary summary = await Service(SwapCharges).ReplayAsync(TwoOrders(), FakeService.AsFastAsPossible with { Fanout = 1 });

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.CallChanged, 0, 1), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Exchange, summary.FirstDivergence.Call));
    }

    // Whose a call is that names nobody cannot be told of two workers; that it is wrong, can.
    [Fact]
    public async Task Charges_swapped_between_two_orders_do_not_pass_with_two_workers_either()
    {
        ReplaySummary summary = await Service(SwapCharges).ReplayAsync(TwoOrders());

        Assert.False(summary.Passed, summary.ToText());
    }

    [Fact]
    public async Task A_charge_before_its_reservation_is_found()
    {
        ReplaySummary summary = await Service(async request =>
        {
            await request.CallAsync(Charge, "POST", Amount(Number(request)), isTraced: false);
            await request.CallAsync(Reserve, "POST", Order(Number(request)), isTraced: false);
        }).ReplayAsync(TwoOrders(), FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.CallReordered, 0), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Exchange));
    }

    [Fact]
    public async Task A_call_that_is_left_out_and_one_too_many_are_found_at_their_request()
    {
        ReplaySummary missing = await Service(request => request.CallAsync(Reserve, "POST", Order(Number(request)), isTraced: false)).ReplayAsync(
            TwoOrders(), FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });
        ReplaySummary extra = await Service(async request =>
        {
            await Honest(request);
            await request.CallAsync("http://fraud.test/score", isTraced: false);
        }).ReplayAsync(TwoOrders());

        Assert.Equal((DivergenceKind.CallMissing, 0, 1), (missing.FirstDivergence!.Kind, missing.FirstDivergence.Exchange, missing.FirstDivergence.Call));
        Assert.Equal((DivergenceKind.CallExtra, 0), (extra.FirstDivergence!.Kind, extra.FirstDivergence.Exchange));
    }

    [Fact]
    public async Task Where_several_requests_were_open_the_pass_is_weak_and_names_the_dependency()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", at: 0, took: 50)
            .Exchange("/b", at: 10, took: 50)
            .Unattributed(Call("http://rates.test/today", at: 20))
            .Build();
        var service = new FakeService(async request =>
        {
            if (request.Path == "/a")
            {
                await request.CallAsync("http://rates.test/today", isTraced: false);
            }

            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal(ReplayOutcome.PassWeak, summary.Outcome);
        Assert.Contains(summary.NotTested, item => item.WeakensVerdict && item.What.Contains("rates.test", StringComparison.Ordinal));
    }

    [Fact]
    public void Its_own_values_tell_whose_a_call_is_that_several_requests_may_have_made()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/orders/17", at: 0, took: 50)
            .Exchange("/orders/18", at: 10, took: 50)
            .Unattributed(Call("http://stock.test/reserve?order=18", at: 20, answer: """{"reservation":"r-77"}"""), Call("http://pay.test/charge/r-77", at: 30), Call("http://pay.test/rates", at: 40))
            .Build();

        var attribution = CallAttribution.Of(incident);

        Assert.Equal([0, 2], attribution.Incident.Exchanges.Select(exchange => exchange.Calls.Count));
        Assert.Equal("http://pay.test/rates", Assert.Single(attribution.Undecided).Url);
        Assert.Equal("http://pay.test/rates", Assert.Single(attribution.Incident.UnattributedCalls).Url);
    }

    [Fact]
    public void A_call_that_is_also_made_while_no_request_is_open_is_given_to_none()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", at: 0, took: 10)
            .Unattributed(Call("http://poll.test/jobs", at: 5), Call("http://poll.test/jobs", at: 500))
            .Build();

        var attribution = CallAttribution.Of(incident);

        Assert.False(attribution.HasGiven);
        Assert.Equal(2, attribution.Incident.UnattributedCalls.Count);
        Assert.Single(attribution.NotTested);
    }

    private static FakeService Service(Func<FakeRequest, Task> steps) => new(async request =>
    {
        await steps(request);
        return Answer();
    });

    private static Task SwapCharges(FakeRequest request) => Steps(request, Reserve, Amount(3 - Number(request)));

    private static Task Honest(FakeRequest request) => Steps(request, Reserve, Amount(Number(request)));

    private static async Task Steps(FakeRequest request, string reserve, string charge)
    {
        await request.CallAsync(reserve, "POST", Order(Number(request)), isTraced: false);
        await request.CallAsync(Charge, "POST", charge, isTraced: false);
    }

    private static int Number(FakeRequest request) => request.Path[^1] - '0';

    private static string Order(int number) => $$"""{"order":{{number}}}""";

    private static string Amount(int number) => $$"""{"amount":{{number}}00}""";

    private static Incident TwoOrders() => new IncidentBuilder()
        .Exchange("/orders/1", at: 0)
        .Exchange("/orders/2", at: 100)
        .Unattributed(
            Call(Reserve, at: 1, method: "POST", body: Order(1)),
            Call(Charge, at: 3, method: "POST", body: Amount(1)),
            Call(Reserve, at: 101, method: "POST", body: Order(2)),
            Call(Charge, at: 103, method: "POST", body: Amount(2)))
        .Build();
}
