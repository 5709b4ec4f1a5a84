using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>What stops threads: the collector, and locks.</summary>
internal static class ThreadRules
{
    // Below the first share pauses are the ordinary price of memory; between the two they may or may not be what limits.
    private const double SomePause = 0.12;
    private const double MuchPause = 0.2;

    // More bytes than the replayer and the stub could need for a request, or a dependency call.
    private const double MostReplayerMemory = 256 * 1024;

    // Fewer threads wait for a lock that limits nothing.
    private const double ManyWaiting = 1.5;
    private const double ShareOfWork = 0.2;

    // Where one thread waits at any moment, the lock is hardly ever free. In a small pool no more can wait than it has threads.
    private const double OneWaiting = 1;
    private const double Holder = 1;
    private const double MostBlocked = 0.5;

    public static LimitFinding? Find(LimitEvidence evidence) => Collector(evidence) ?? Locks(evidence);

    private static LimitFinding? Collector(LimitEvidence evidence)
    {
        if (evidence.Service?.GcPauseShare is not { } pause || pause < SomePause)
        {
            return null;
        }

        string figures = Invariant($"all threads were stopped for {pause * 100:0} % of the time to collect garbage{Allocated(evidence)}");
        if (pause >= MuchPause && MayBeTheReplayers(evidence))
        {
            return Findings.Unknown($"{figures}, in the process of the service and the replayer: no more than the replayer may need itself", "replay with the service in a process of its own");
        }

        return pause >= MuchPause
            ? Findings.Suspect(LimitingFactor.GcPressure, figures)
            : ProcessorRules.IsSaturated(evidence) ? Findings.Unknown($"{figures}, and the cores were busy", "profile allocations and CPU under this replay") : null;
    }

    private static bool MayBeTheReplayers(LimitEvidence evidence)
    {
        double perSecond = (evidence.Load.Completed + evidence.Load.Dependencies.Sum(dependency => (double)dependency.Calls)) / evidence.Load.Elapsed;
        return evidence.Service is { SharesProcess: true } service && !(service.AllocationRate > MostReplayerMemory * perSecond);
    }

    private static string Allocated(LimitEvidence evidence) => evidence.Service?.AllocationRate is { } rate && evidence.Load.AchievedRate > 0
        ? Invariant($", {rate / evidence.Load.AchievedRate / 1024:0} KiB allocated per request")
        : "";

    private static LimitFinding? Locks(LimitEvidence evidence) =>
        evidence.Service is { LockWaiting: { } waiting } service && (IsMuchOfWork(waiting, evidence) || IsMostOfBlocked(waiting, service))
            ? Findings.Suspect(LimitingFactor.LockContention, Invariant($"{waiting:0.0} threads waited for a lock at any moment, of {evidence.Load.InService:0.0} requests in the service"))
            : null;

    private static bool IsMuchOfWork(double waiting, LimitEvidence evidence) =>
        waiting >= ManyWaiting && waiting >= ShareOfWork * Math.Min(evidence.Load.InService, evidence.Service?.PoolThreads ?? double.MaxValue);

    private static bool IsMostOfBlocked(double waiting, ResourceEvidence service) =>
        waiting >= OneWaiting && waiting + Holder >= MostBlocked * (service.PoolThreads - service.Runnable);
}
