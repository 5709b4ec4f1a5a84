using System.Text.Json;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

public class PrecedingCallsTests
{
    [Fact]
    public async Task A_response_that_differs_names_the_calls_that_it_followed_with_their_answers()
    {
        Incident incident = Chain(Call("http://a.test/1", at: 1, status: 503), Call("http://a.test/1", at: 3), Call("http://b.test/2", at: 5));
        var service = new FakeService(async request =>
        {
            _ = await request.CallAsync("http://a.test/1");
            _ = await request.CallAsync("http://a.test/1");
            _ = await request.CallAsync("http://b.test/2");
            return Answer("""{"total":2}""");
        });

        ReplaySummary summary = await service.ReplayAsync(incident);

        Divergence first = summary.FirstDivergence!;
        Assert.Equal((DivergenceKind.ResponseBody, "/total"), (first.Kind, first.Location));
        Assert.Equal([(0, "GET http://a.test/1", (int?)503), (1, "GET http://a.test/1", 200), (2, "GET http://b.test/2", 200)], first.Before.Select(call => (call.Call, call.Request, call.Status)));
        Assert.Contains("after     dependency call 1 (GET http://a.test/1): answered 503\n", summary.ToText(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(summary.ToJson());
        JsonElement before = json.RootElement.GetProperty("firstDivergence").GetProperty("before")[2];
        Assert.Equal("""{"call":2,"request":"GET http://b.test/2","status":200}""", JsonSerializer.Serialize(before));
    }

    [Fact]
    public async Task A_call_that_differs_names_those_before_it_and_neither_later_nor_concurrent_ones()
    {
        Incident incident = Chain(
            Call("http://a.test/1", at: 1), Call("http://a.test/2", at: 3, took: 3), Call("http://a.test/3", at: 3, took: 3), Call("http://a.test/4", at: 7));
        var service = new FakeService(async request =>
        {
            _ = await request.CallAsync("http://a.test/1");
            await Task.WhenAll(request.CallAsync("http://a.test/2"), request.CallAsync("http://a.test/3?more=1"));
            _ = await request.CallAsync("http://a.test/4");
            return Answer("""{"total":1}""");
        });

        Divergence first = (await service.ReplayAsync(incident)).FirstDivergence!;

        Assert.Equal((DivergenceKind.CallChanged, 2), (first.Kind, first.Call));
        Assert.Equal([(0, "GET http://a.test/1", (int?)200)], first.Before.Select(call => (call.Call, call.Request, call.Status)));
    }

    [Fact]
    public async Task Of_many_calls_the_last_five_are_named_and_those_not_made_are_not()
    {
        Incident incident = Chain([.. Enumerable.Range(0, 8).Select(call => Call($"http://a.test/{call}", at: 1 + call, took: 0.5))]);
        var service = new FakeService(async request =>
        {
            foreach (int call in (int[])[0, 1, 2, 3, 4, 5, 7])
            {
                _ = await request.CallAsync($"http://a.test/{call}");
            }

            return Answer("""{"total":2}""");
        });

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal([DivergenceKind.CallMissing, DivergenceKind.ResponseBody], summary.Divergences.Select(divergence => divergence.Kind));
        Assert.Equal([1, 2, 3, 4, 5], summary.Divergences[0].Before.Select(call => call.Call));
        Assert.Equal([2, 3, 4, 5, 7], summary.Divergences[1].Before.Select(call => call.Call));
    }

    [Fact]
    public async Task A_call_that_is_not_recorded_names_those_that_had_come()
    {
        Incident incident = Chain(Call("http://a.test/1", at: 1), Call("http://a.test/2", at: 3));
        var service = new FakeService(async request =>
        {
            _ = await request.CallAsync("http://a.test/1");
            _ = await request.CallAsync("http://z.test/");
            _ = await request.CallAsync("http://a.test/2");
            return Answer("""{"total":1}""");
        });

        Divergence first = (await service.ReplayAsync(incident)).FirstDivergence!;

        Assert.Equal(DivergenceKind.CallExtra, first.Kind);
        Assert.Equal([(0, "GET http://a.test/1", (int?)200)], first.Before.Select(call => (call.Call, call.Request, call.Status)));
    }

    [Fact]
    public async Task A_call_that_a_fault_made_fail_has_no_status_and_one_that_failed_when_recorded_has_0()
    {
        Incident incident = Chain(Call("http://a.test/1", at: 1), Call("http://b.test/2", at: 3, status: 0, error: "connection_reset: b.test"));
        var service = new FakeService(async request =>
        {
            _ = await request.CallAsync("http://a.test/1");
            _ = await request.CallAsync("http://b.test/2");
            return Answer("""{"total":2}""");
        });

        ReplaySummary summary = await service.ReplayAsync(incident, FakeService.AsFastAsPossible with { Faults = [Fault.Parse("dep=a.test status=500")] });

        Assert.Equal([(0, "GET http://a.test/1", (int?)null), (1, "GET http://b.test/2", (int?)0)], summary.FirstDivergence!.Before.Select(call => (call.Call, call.Request, call.Status)));
        Assert.Contains("(GET http://a.test/1): made to fail by a fault\n", summary.ToText(), StringComparison.Ordinal);
        Assert.Contains("(GET http://b.test/2): failed, as recorded\n", summary.ToText(), StringComparison.Ordinal);
    }

    private static Incident Chain(params IncidentEvent[] calls) => new IncidentBuilder().Exchange("/order", """{"total":1}""", took: 15, calls: calls).Build();
}
