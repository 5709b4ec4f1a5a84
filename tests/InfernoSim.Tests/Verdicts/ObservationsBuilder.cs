using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Verdicts;

/// <summary>What a replay of three exchanges with two calls each has observed: without changes, a strong pass of 2 runs x 2 workers.</summary>
internal static class ObservationsBuilder
{
    public const string Fingerprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    public static ReplayOptions Options { get; } = new() { Runs = 2, Fanout = 2 };

    public static Incident Incident()
    {
        var incident = new IncidentBuilder();
        for (int i = 0; i < 3; i++)
        {
            incident.Exchange($"/{i}", at: i * 500, calls: [IncidentBuilder.Call($"http://a.test/{i}"), IncidentBuilder.Call($"http://b.test/{i}", at: 3)]);
        }

        return incident.Build();
    }

    public static ReplayObservations Passed(ReplayOptions? options = null, Incident? incident = null)
    {
        ReplayPlan plan = ReplayPlan.Create(incident ?? Incident(), options ?? Options);
        int workers = plan.Options.Runs * plan.Options.Fanout;
        return new ReplayObservations
        {
            Plan = plan,
            Parts = new ReplayRecordingParts { Runs = [.. Enumerable.Range(0, plan.Options.Runs).Select(_ => Run())] },
            Responses = plan.Exchanges.Length * workers,
            Answered = plan.ExpectedCalls * workers,
            Matching = new CallMatching(plan.ExpectedCalls * workers, 0, 0, 0, 0, []),
            Faults = [],
            Latency = new LatencySummary(12, 1.5, 2.25, 12.75, 100),
            ServiceTime = new LatencySummary(12, 1.25, 2, 10.5, 90),
            Unauthorized = 0,
            LackingHeaders = [],
            Unanswerable = [],
            Divergences = [],
            DivergenceCounts = new Dictionary<DivergenceKind, long>(),
            Nondeterminism = null,
        };
    }

    public static ObservedRun Run(double seconds = 1, string? fingerprint = Fingerprint, bool isAgreed = true, long late = 0, string? stall = null) =>
        new(TimeSpan.FromSeconds(seconds), fingerprint, isAgreed, late, stall);

    public static ReplayObservations Diverged(this ReplayObservations observed, params Divergence[] divergences) => observed with
    {
        Divergences = divergences,
        DivergenceCounts = divergences.GroupBy(d => d.Kind).ToDictionary(kind => kind.Key, kind => kind.Sum(d => d.Count)),
    };

    public static Divergence Status(int exchange = 1) => new()
    {
        Kind = DivergenceKind.ResponseStatus,
        Run = 0,
        Worker = 1,
        Exchange = exchange,
        Request = $"GET /{exchange}",
        Expected = "200",
        Got = "500 (boom)",
        Count = 4,
    };

    public static ReplaySummary Judge(this ReplayObservations observed, ReplayBaseline? baseline = null) => Verdict.Judge(new ReplayRecording(observed), baseline);
}
