using System.Net;
using System.Text;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static InfernoSim.Observations.DivergenceKind;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>A service that is slow, hangs, crashes, forgets, or is not the same each time.</summary>
internal static class BehaviourRegressions
{
    private const string StockCall = "GET http://inventory/stock/42?warehouse=north&region=eu";
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(4.5);

    public static IEnumerable<TrustCase> All =>
    [
        new("ten times slower than the window allows", () => Tamper.At(Tamper.Product, SlowlyAsync), ReplayOutcome.FailSloMissed)
        {
            Options = TrustCase.Usual with { Runs = 1, Window = TimeSpan.FromSeconds(2) },
        },
        new("a request that hangs after a dependency call", () => Tamper.At(Tamper.Product, HangAfterwardsAsync), ReplayOutcome.FailStalled, Response(ResponseStalled, Traffic.Product, "", "200", $"no response: nothing happened within the idle limit (after the dependency call {StockCall})"))
        {
            Options = TrustCase.Usual with { MaxIdleTime = TimeSpan.FromSeconds(3) },
        },
        new("a crash in the middle", () => Tamper.At("/me", CrashAsync), ReplayOutcome.FailDiverged, Response(ResponseFailed, Traffic.Me, "", "200", "connection closed before a response"))
        {
            Options = TrustCase.Usual with { Runs = 1, Fanout = 1 },
        },
        new("a session that is forgotten", () => Tamper.At("/me", ForgetAsync), ReplayOutcome.FailDiverged, Response(ResponseStatus, Traffic.Me, "", "200", "401")),
        new("an answer that changes from run to run", ChangesAfterFirst, ReplayOutcome.FailNonDeterministic, Response(ResponseBody, Traffic.Product, "/stock/available", "7", "6"))
        {
            Options = TrustCase.Usual with { Fanout = 1 },
        },
        new("state that workers share", ChangesAfterFirst, ReplayOutcome.FailNonDeterministic, Response(ResponseBody, Traffic.Product, "/stock/available", "7", "6"))
        {
            Options = TrustCase.Usual with { Runs = 1 },
        },
        new("a cache that outlives a run", Caches, ReplayOutcome.FailNonDeterministic, new ExpectedDivergence(CallMissing, Traffic.Product, 0, "", StockCall, "no such call"))
        {
            Options = TrustCase.Usual with { Fanout = 1 },
        },
        new("a credential that the replay lacks", () => new Mutation(), ReplayOutcome.FailInvalidEnv, Response(ResponseStatus, Traffic.Audit, "", "200", "401"))
        {
            Options = TrustCase.Usual with { Headers = [] },
        },
    ];

    private static ExpectedDivergence Response(DivergenceKind kind, int exchange, string location, string expected, string got) =>
        new(kind, exchange, null, location, expected, got);

    private static async Task SlowlyAsync(HttpContext context, Func<Task> handle)
    {
        await Task.Delay(Slow, context.RequestAborted);
        await handle();
    }

    private static async Task HangAfterwardsAsync(HttpContext context, Func<Task> handle)
    {
        await Tamper.TakeBodyAsync(context, handle);
        await HangAsync(context, handle);
    }

    private static Task HangAsync(HttpContext context, Func<Task> handle) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

    // The server stops to listen and cuts its connections, as the death of its process would.
    private static Task CrashAsync(HttpContext context, Func<Task> handle)
    {
        _ = context.RequestServices.GetRequiredService<IServer>().StopAsync(new CancellationToken(canceled: true));
        return HangAsync(context, handle);
    }

    private static Task ForgetAsync(HttpContext context, Func<Task> handle)
    {
        context.Request.Headers.Remove("Cookie");
        return handle();
    }

    private static Mutation ChangesAfterFirst()
    {
        int requests = 0;
        return Tamper.Json(Tamper.Product, product => product["stock"]!["available"] = Interlocked.Increment(ref requests) == 1 ? 7 : 6);
    }

    private static Mutation Caches()
    {
        string? cached = null;
        return Tamper.CallAt("/stock/42", async (call, send) =>
        {
            if (!call.RequestUri!.Query.Contains("north", StringComparison.Ordinal))
            {
                return await send(call);
            }

            if (cached is null)
            {
                using HttpResponseMessage response = await send(call);
                cached = await response.Content.ReadAsStringAsync();
            }

            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(cached, Encoding.UTF8, "application/json") };
        });
    }
}
