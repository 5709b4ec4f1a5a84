using System.Net;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Time limits for a dependency that took its time in the incident, replayed with that time.</summary>
internal static class SlowDependencies
{
    private const string Stock = "/stock/44";
    private static readonly TimeSpan Took = TimeSpan.FromSeconds(3);

    // Long enough for a call to be made on a machine that has much else to do.
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(1);

    private static readonly ReplayOptions Timed = TrustCase.Usual with { DependencyTime = DependencyTime.Recorded };

    private static readonly ExpectedDivergence GivenUp =
        new(DivergenceKind.CallGivenUp, Traffic.Last, 0, "", "its answer, which took 3s", "a client that no longer waited");

    public static IEnumerable<TrustCase> Regressions =>
    [
        new("a client timeout cut below the time that the dependency took", () => Limited(Cut), ReplayOutcome.FailDiverged, GivenUp) { Options = Timed, Replay = SlowAsync },
        new("a dependency call given up early, with a value of last week in place of its answer", FallsBack, ReplayOutcome.FailDiverged, GivenUp) { Options = Timed, Replay = SlowAsync },
        new("a time limit below the pause in a dependency's answer", ReadsImpatiently, ReplayOutcome.FailDiverged, new(DivergenceKind.ResponseStatus, Traffic.Last, null, "", "200", "500"))
        {
            Options = Timed,
            Replay = PausingAsync,
        },
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        new("nothing at all, with dependencies that take their recorded time", () => new Mutation(), ReplayOutcome.PassStrong) { Options = Timed, Replay = SlowAsync },
        new("a client timeout that is shorter and long enough", () => Limited(TimeSpan.FromSeconds(20)), ReplayOutcome.PassStrong) { Options = Timed, Replay = SlowAsync },
        new("an answer with its recorded pause in the middle", () => new Mutation(), ReplayOutcome.PassStrong) { Options = Timed, Replay = PausingAsync },
    ];

    /// <summary>The incident with one dependency call that took longer, which the last request made.</summary>
    internal static Incident Slow(Incident incident, bool isInPieces)
    {
        RecordedExchange last = incident.Exchanges[Traffic.Last];
        IncidentEvent call = last.Calls[0];
        long size = call.ResponseBody.Size;
        RecordedExchange slow = last with
        {
            Calls =
            [
                call with
                {
                    DurationNanoseconds = (long)Took.TotalNanoseconds,
                    ResponsePieces = isInPieces ? [new(1_000_000, 0), new(1_000_000, size / 2), new((long)Took.TotalNanoseconds, size)] : [],
                },
            ],
            Response = last.Response! with { Timestamp = new(last.Response.Timestamp.UnixNanoseconds + (long)Took.TotalNanoseconds) },
        };
        return incident.With([.. incident.Exchanges.SkipLast(1), slow], incident.UnattributedCalls);
    }

    /// <summary>A service that waits for that call no longer than this.</summary>
    internal static Mutation Limited(TimeSpan limit) => Tamper.CallAt(Stock, async (call, send) => await send(call).WaitAsync(limit));

    private static Task<ReplaySummary> SlowAsync(RecordedShop shop, TrustCase variant) =>
        ReplayedService.ReplayAsync(Slow(shop.Incident, isInPieces: false), shop.Dependencies, variant.Plant(), variant.Options);

    private static Task<ReplaySummary> PausingAsync(RecordedShop shop, TrustCase variant) =>
        ReplayedService.ReplayAsync(Slow(shop.Incident, isInPieces: true), shop.Dependencies, variant.Plant(), variant.Options);

    private static Mutation FallsBack() => Tamper.CallAt(Stock, async (call, send) =>
    {
        try
        {
            return await send(call).WaitAsync(Cut);
        }
        catch (TimeoutException)
        {
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"available":7}""", Encoding.UTF8, "application/json") };
        }
    });

    private static Mutation ReadsImpatiently() => Tamper.CallAt(Stock, async (call, send) =>
    {
        HttpResponseMessage response = await send(call);
        await response.Content.LoadIntoBufferAsync().WaitAsync(Cut);
        return response;
    });
}
