using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>
/// A limit on how many requests are let through, which leaves no trace in any counter of the runtime: it is seen as a count
/// of dependency calls that never goes beyond a number while requests wait, as refusals, or as a throughput that stays where
/// it is while more and more requests wait and nothing is busy.
/// </summary>
internal static class ConcurrencyRules
{
    private const double SteadyShare = 0.5;
    private const double LeastWaiting = 1.5;
    private const double InService = 0.7;
    private const double Growth = 0.1;
    private const double MoreInFlight = 1.5;

    // Throughput that follows the requests in flight, as behind a long delay, would have grown by more.
    private const double LeastChange = 0.6;
    private const double MostChange = 1.7;

    public static LimitFinding? Find(LimitEvidence evidence) => Refusals.Find(evidence) ?? Ceiling(evidence) ?? Exclusion(evidence);

    private static LimitFinding? Ceiling(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;
        Plateau plateau = load.StubPlateau;
        if (plateau.Level == 0 || plateau.Share < SteadyShare || load.InService < Math.Max(LeastWaiting, 0.2 * plateau.Level) || ProcessorRules.IsBusy(evidence))
        {
            return null;
        }

        string figures = Invariant($"never more than {plateau.Level} dependency calls at a time ({plateau.Share * 100:0} % of the time just that many) while {load.InService:0.0} requests waited in the service");
        return evidence.Service is { } service && ConnectionRules.IsFree(service) && PoolRules.IsFree(service)
            ? Findings.Suspect(LimitingFactor.ConcurrencyLimit, figures)
            : Findings.Unknown($"{figures}: a semaphore, or a pool of connections or threads", Findings.HowToLearnMore(evidence));
    }

    private static LimitFinding? Exclusion(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;
        bool grows = load.BacklogGrowth >= Growth || LimitClassifier.IsQueueing(load);
        bool isFlat = grows && load is { InFlightChange: >= MoreInFlight, ThroughputChange: >= LeastChange and <= MostChange };
        bool isInside = load.InServiceShare >= InService;
        bool nothingElse = evidence.Service is { } service
            && service is { LockWaiting: < 1, GcPauseShare: < 0.1 }
            && ConnectionRules.IsFree(service)
            && PoolRules.IsFree(service);
        return isFlat && isInside && nothingElse && !ProcessorRules.IsBusy(evidence)
            ? Findings.Suspect(
                LimitingFactor.ConcurrencyLimit,
                Invariant($"throughput stayed at {load.AchievedRate:0.0} req/s (x{load.ThroughputChange:0.00}) while the requests in flight grew x{load.InFlightChange:0.0}, with {evidence.Service!.CpuCores:0.00} of {evidence.Service.Cores:0.#} cores used and no thread, lock, connection or collector waited for"))
            : null;
    }
}
