using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Replay;

/// <summary>The order between a response and the calls that were made for it.</summary>
public class LateCallTests
{
    private const string Charge = "http://pay.test/charge";
    private const string Mail = "http://mail.test/send";

    protected virtual bool IsInProcess => false;

    [Fact]
    public async Task A_call_that_is_no_longer_awaited_is_named()
    {
        var service = Service(request =>
        {
            _ = request.CallAsync(Charge);
            return Task.FromResult(Answer());
        });

        ReplaySummary summary = await service.ReplayAsync(Shop(Call(Charge)));

        AssertLate(summary, call: 0);
        Assert.Contains("dependency call not waited for: expected GET http://pay.test/charge answered, then the response, got the response first", summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_in_the_middle_that_is_no_longer_awaited_is_named()
    {
        var service = Service(async request =>
        {
            _ = request.CallAsync(Charge);
            await request.CallAsync(Mail);
            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(Shop(Call(Charge), Call(Mail, at: 3)), FakeService.AsFastAsPossible with { Runs = 1, Fanout = 1 });

        Assert.Equal((ReplayOutcome.FailDiverged, DivergenceKind.CallAfterResponse, 0), (summary.Outcome, summary.FirstDivergence?.Kind, summary.FirstDivergence?.Call));
    }

    [Fact]
    public async Task Work_that_was_moved_behind_the_response_is_named()
    {
        var service = Service(request =>
        {
            _ = Task.Run(async () =>
            {
                await Task.Delay(60);
                await request.CallAsync(Charge);
            });
            return Task.FromResult(Answer());
        });

        ReplaySummary summary = await service.ReplayAsync(Shop(Call(Charge)));

        AssertLate(summary, call: 0);
    }

    [Fact]
    public async Task Calls_that_are_awaited_pass_however_long_the_service_takes()
    {
        var service = Service(async request =>
        {
            await Task.WhenAll(request.CallAsync(Charge), request.CallAsync(Mail));
            await Task.Delay(30);
            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(Shop(Call(Charge), Call(Mail)));

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
    }

    [Theory]
    [InlineData(8, 5)] // concurrent with the end of the response
    [InlineData(12, 1)] // after it
    public async Task What_was_late_in_the_incident_may_be_late(double at, double took)
    {
        var service = Service(request =>
        {
            _ = Task.Run(async () =>
            {
                await Task.Delay(60);
                await request.CallAsync(Mail);
            });
            return Task.FromResult(Answer());
        });

        ReplaySummary summary = await service.ReplayAsync(Shop(Call(Mail, at: at, took: took)));

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
    }

    [Fact]
    public async Task What_was_late_in_another_exchange_of_the_route_may_be_late_in_this_one()
    {
        var service = Service(request =>
        {
            _ = request.CallAsync(Mail);
            return Task.FromResult(Answer());
        });
        Incident incident = new IncidentBuilder().Exchange("/orders/1", calls: [Call(Mail)]).Exchange("/orders/2", calls: [Call(Mail, at: 9, took: 3)]).Build();

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.Equal((ReplayOutcome.PassStrong, null), (summary.Outcome, summary.Reason));
    }

    [Fact]
    public async Task Whether_a_call_was_late_is_no_part_of_the_fingerprint()
    {
        var patient = Service(async request =>
        {
            await request.CallAsync(Charge);
            return Answer();
        });
        var hasty = Service(request =>
        {
            _ = request.CallAsync(Charge);
            return Task.FromResult(Answer());
        });

        ReplaySummary recorded = await patient.ReplayAsync(Shop(Call(Charge)));
        ReplaySummary late = await hasty.ReplayAsync(Shop(Call(Charge)));

        Assert.Equal((true, ReplayOutcome.FailDiverged), (recorded.Passed, late.Outcome));
        Assert.Equal(recorded.Fingerprint, late.Fingerprint);
    }

    private FakeService Service(Func<FakeRequest, Task<HttpResponseMessage>> handle) => new(handle) { IsInProcess = IsInProcess };

    private static void AssertLate(ReplaySummary summary, int call)
    {
        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.Equal((DivergenceKind.CallAfterResponse, 0, call), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Exchange, summary.FirstDivergence.Call));
        Assert.Equal(4, summary.FirstDivergence.Count);
    }

    private static Incident Shop(params IncidentEvent[] calls) => new IncidentBuilder().Exchange("/orders", calls: calls).Build();
}
