using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>What stops threads: the collector, locks, and blocking on the pool.</summary>
internal static class ThreadRules
{
    // Below the first share pauses are the ordinary price of memory; between the two they may or may not be what limits.
    private const double SomePause = 0.12;
    private const double MuchPause = 0.2;

    // More bytes than the replayer and the stub could need for a request, or a dependency call.
    private const double MostReplayerMemory = 256 * 1024;

    // Fewer threads than this, on average, wait for any lock that is used at all. A wait is counted when it ends, so the
    // figure is on the low side; between the two, a lock cannot be ruled out as what blocks the threads.
    private const double SomeWaiting = 0.5;
    private const double ManyWaiting = 1.5;
    private const double ShareOfWork = 0.2;

    // Where one thread waits at any moment, the lock is hardly ever free. In a small pool no more can wait than it has threads.
    private const double OneWaiting = 1;
    private const double Holder = 1;
    private const double MostBlocked = 0.5;

    // A work item that waits longer than this while cores are free waits for a thread.
    private const double LongPoolDelay = 0.03;
    private const double ManyQueued = 4;

    // Of the pool's threads, at most this share runs or wants to: the others are blocked.
    private const double FewRunnable = 0.5;

    private const string WhatThreadsWaitFor = "look at what the threads of the pool wait for: a lock, a semaphore, or blocking calls";

    // Where some thread of many waits for an object at almost any moment, more threads would only wait as well. Where one
    // hardly ever does, the object holds nothing up. Between the two, the pool may let too few threads run to tell.
    private const double AlwaysWaited = 0.8;
    private const double SometimesWaited = 0.05;
    private const double ManyThreads = 0.5;

    public static LimitFinding? Find(LimitEvidence evidence) => Collector(evidence) ?? Locks(evidence) ?? Pool(evidence);

    public static bool IsPoolFree(ResourceEvidence service) =>
        service.PoolDelay is { } delay ? delay < LongPoolDelay / 2 : service.PoolQueue < ManyQueued;

    /// <summary>Whether work that is ready waits, and most threads of the pool do nothing with the cores.</summary>
    public static bool IsBlocked(ResourceEvidence service) =>
        (service.PoolDelay is { } delay ? delay >= LongPoolDelay : service.PoolQueue >= ManyQueued)
        && (service.Runnable ?? service.CpuCores) <= FewRunnable * service.PoolThreads;

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

    private static LimitFinding? Pool(LimitEvidence evidence)
    {
        if (evidence.Service is not { } service || !IsBlocked(service) || service.CpuCores >= 0.75 * service.Cores)
        {
            return null;
        }

        string figures = service.PoolDelay is { } waited
            ? Invariant($"work that was ready waited {waited * 1000:0} ms for a thread")
            : Invariant($"{service.PoolQueue:0.0} work items waited for a thread");
        figures = Invariant($"{figures} with {service.PoolThreads:0} threads in the pool, of which {service.Runnable ?? service.CpuCores:0.0} ran or wanted to, and {service.CpuCores:0.00} of {service.Cores:0.#} cores used");
        return service switch
        {
            { LockWaiting: >= SomeWaiting } => Findings.Unknown(Invariant($"{figures}; {service.LockWaiting:0.0} threads waited for a lock"), WhatThreadsWaitFor),
            { MonitorWait: { Share: >= AlwaysWaited } wait } when IsOfMany(wait, service) => Findings.Suspect(LimitingFactor.ConcurrencyLimit, Invariant(
                $"{wait.Threads} threads of the pool took turns to wait for one object, as they do for SemaphoreSlim.Wait or Monitor.Wait, and some did {wait.Share * 100:0} % of the time; {figures}")),
            { MonitorWait: { Share: >= SometimesWaited } wait } when IsOfMany(wait, service) => Findings.Unknown(
                Invariant($"{figures}; {wait.Share * 100:0} % of the time some waited for one and the same object"), WhatThreadsWaitFor),
            { HandleWaiting: >= SomeWaiting and { } waiting } => Findings.Unknown(
                Invariant($"{figures}; {waiting:0.0} threads of the pool waited for a handle, such as a Mutex, a Semaphore or a ReaderWriterLockSlim"), WhatThreadsWaitFor),
            _ => Findings.Suspect(LimitingFactor.ThreadPoolStarvation, figures),
        };
    }

    private static bool IsOfMany(ObjectWait wait, ResourceEvidence service) => wait.Threads >= ManyThreads * service.PoolThreads;
}
