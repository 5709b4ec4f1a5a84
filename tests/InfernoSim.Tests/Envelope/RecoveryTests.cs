using InfernoSim.Load.Envelope;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Tests.Replay;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Tests.Envelope;

/// <summary>A search over a real service that an overload breaks for good.</summary>
public class RecoveryTests
{
    [Fact]
    public async Task A_service_that_an_overload_breaks_is_said_not_to_recover_and_no_further_load_is_sent()
    {
        int inFlight = 0;
        bool isBroken = false;
        await using LoopbackHost service = await LoopbackHost.StartAsync(application => application.MapGet("/hello", async (HttpContext context) =>
        {
            isBroken |= Interlocked.Increment(ref inFlight) > 5;
            await Task.Delay(20, context.RequestAborted);
            Interlocked.Decrement(ref inFlight);
            return isBroken ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Hello();
        }));

        EnvelopeSummary summary = await SearchAsync(service, "p50<5s,errors<50%", TimeSpan.FromSeconds(20));

        Assert.Matches(@"^the service does not recover from [\d.]+ req/s within \d+ s; no further load was sent$", summary.Recovery);
        Assert.Contains("Recovery:            the service does not recover", summary.ToText(), StringComparison.Ordinal);
        Assert.Equal(summary.Points.Max(point => point.Rate), summary.Points.Single(point => !point.Held).Rate);
        Assert.Null(summary.Fanout);
    }

    [Fact]
    public async Task A_budget_that_is_too_small_for_the_objective_is_no_pass_and_says_what_would_do()
    {
        using var one = new SemaphoreSlim(1);
        await using LoopbackHost service = await LoopbackHost.StartAsync(application => application.MapGet("/hello", async (HttpContext context) =>
        {
            await one.WaitAsync(context.RequestAborted);
            try
            {
                await Task.Delay(200);
                return Hello();
            }
            finally
            {
                one.Release();
            }
        }));

        EnvelopeSummary summary = await SearchAsync(service, "p99.9<20s", TimeSpan.FromSeconds(10));

        Assert.Equal((false, false, 2), (summary.Passed, summary.IsJudged, summary.ExitCode));
        Assert.Matches(@"^p99.9<20s takes \d+ requests to be told, and \d+ were measured at [\d.]+ req/s: the budget of 10s is too small; \w+ would do$", summary.Failure);
        Assert.Contains("Outcome:             NOT JUDGED: p99.9<20s takes", summary.ToText(), StringComparison.Ordinal);
    }

    private static IResult Hello() => Results.Text("{}", "application/json");

    private static async Task<EnvelopeSummary> SearchAsync(LoopbackHost service, string objective, TimeSpan budget)
    {
        var options = new EnvelopeOptions { ServiceLevel = ServiceLevel.Parse(objective), Budget = budget, Fanout = false };
        ReplayPlan plan = EnvelopeEngine.Plan(new IncidentBuilder().Exchange("/hello").Build(), options, new ReplayOptions());
        using var engine = new EnvelopeEngine(plan, options, new HttpServiceUnderTest(service.Address));
        return await engine.RunAsync();
    }
}
