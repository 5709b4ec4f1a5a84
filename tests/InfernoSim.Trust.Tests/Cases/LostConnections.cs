using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Connections that are closed during a request: no request is sent again in silence, and a service that is gone is blamed where it went.</summary>
internal static class LostConnections
{
    private const string Closed = "connection closed before a response";

    public static IEnumerable<TrustCase> Regressions =>
    [
        new("a kept connection that is dropped once", () => DropOnce("/prices", worksFirst: false), ReplayOutcome.FailNonDeterministic, Failed(Traffic.Prices)),
        new("a kept connection that is dropped once, after the dependency calls", () => DropOnce("/quote", worksFirst: true), ReplayOutcome.FailNonDeterministic, Failed(Traffic.Quote)),
        new("a kept connection that is dropped once, of a request with a body", () => DropOnce("/cart", worksFirst: true), ReplayOutcome.FailNonDeterministic, Failed(Traffic.Cart) with { Expected = "204" }),
        new("a crash in the first of two runs", () => Tamper.At("/prices", CrashAsync), ReplayOutcome.FailDiverged, Failed(Traffic.Prices))
        {
            Options = TrustCase.Usual with { Fanout = 1 },
        },
    ];

    private static ExpectedDivergence Failed(int exchange) => new(DivergenceKind.ResponseFailed, exchange, null, "", "200", Closed);

    private static Mutation DropOnce(string path, bool worksFirst)
    {
        int requests = 0;
        return Tamper.At(path, async (context, handle) =>
        {
            if (Interlocked.Increment(ref requests) > 1)
            {
                await handle();
                return;
            }

            if (worksFirst)
            {
                await Tamper.TakeBodyAsync(context, handle);
            }

            context.Abort();
        });
    }

    // The server stops to listen and cuts its connections, as the death of its process would.
    private static Task CrashAsync(HttpContext context, Func<Task> handle)
    {
        _ = context.RequestServices.GetRequiredService<IServer>().StopAsync(new CancellationToken(canceled: true));
        return Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
    }
}
