using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>Threads of the pool that are blocked: for nothing that they share, which more of them would help, or for something that lets only so many through.</summary>
internal static class PoolRules
{
    private const string WhatThreadsWaitFor = "look at what the threads of the pool wait for: a lock, a semaphore, or blocking calls";

    // A work item that waits longer than this while cores are free waits for a thread.
    private const double LongPoolDelay = 0.03;
    private const double ManyQueued = 4;

    // Of the pool's threads, at most this share runs or wants to: the others are blocked.
    private const double FewRunnable = 0.5;

    // With this share of the cores used, the pool may have held back threads because there is no core for them.
    private const double BusyCores = 0.75;

    // Fewer threads than this, on average, wait for any lock or handle that is used at all; with more, it cannot be ruled out
    // as what blocks the threads.
    private const double SomeWaiting = 0.5;

    // Where some thread of many waits for an object at almost any moment, more threads would only wait as well. Where one
    // hardly ever does, the object holds nothing up. Between the two, the pool may let too few threads run to tell.
    private const double AlwaysWaited = 0.8;
    private const double SometimesWaited = 0.05;
    private const double ManyThreads = 0.5;

    public static LimitFinding? Find(LimitEvidence evidence)
    {
        if (evidence.Service is not { } service || !IsBlocked(service) || service.CpuCores >= BusyCores * service.Cores || ProcessorRules.IsKeptOut(evidence))
        {
            return null;
        }

        string figures = service.PoolDelay is { } waited
            ? Invariant($"work that was ready waited {waited * 1000:0} ms for a thread")
            : Invariant($"{service.PoolQueue:0.0} work items waited for a thread");
        figures = Invariant($"{figures} with {service.PoolThreads:0} threads in the pool, of which {service.Runnable ?? service.CpuCores:0.0} ran or wanted to, and {service.CpuCores:0.00} of {service.Cores:0.#} cores used");
        return service switch
        {
            { LockWait: { Share: >= AlwaysWaited } wait } when IsOfMany(wait, service) => Findings.Suspect(LimitingFactor.LockContention, Invariant(
                $"{wait.Threads} threads took turns to wait for one lock, and some did {wait.Share * 100:0} % of the time; {figures}")),
            { LockWaiting: >= SomeWaiting } => Findings.Unknown(Invariant($"{figures}; {service.LockWaiting:0.0} threads waited for a lock"), WhatThreadsWaitFor),
            { MonitorWait: { Share: >= AlwaysWaited } wait } when IsOfMany(wait, service) => Findings.Suspect(LimitingFactor.ConcurrencyLimit, Invariant(
                $"{wait.Threads} threads of the pool took turns to wait for one object, as they do for SemaphoreSlim.Wait or Monitor.Wait, and some did {wait.Share * 100:0} % of the time; {figures}")),
            { MonitorWait: { Share: >= SometimesWaited } wait } when IsOfMany(wait, service) => Findings.Unknown(
                Invariant($"{figures}; {wait.Share * 100:0} % of the time some waited for one and the same object"), WhatThreadsWaitFor),
            { HandleWaiting: >= SomeWaiting and { } waiting } => Findings.Unknown(
                Invariant($"{figures}; {waiting:0.0} threads of the pool waited for a handle, such as a Mutex, a Semaphore or a ReaderWriterLockSlim"), WhatThreadsWaitFor),
            { UsesSqlite: true } => Findings.Unknown(
                $"{figures}, and SQLite is in use: its writers wait for one another in a call that blocks, in asynchronous methods as well",
                "hold write transactions for less, use WAL, or let one task do all writing; where no write waits, look for .Result, .Wait() and blocking I/O on the path of a request"),
            _ => Findings.Suspect(LimitingFactor.ThreadPoolStarvation, figures),
        };
    }

    public static bool IsFree(ResourceEvidence service) =>
        service.PoolDelay is { } delay ? delay < LongPoolDelay / 2 : service.PoolQueue < ManyQueued;

    /// <summary>Whether work that is ready waits, and most threads of the pool do nothing with the cores.</summary>
    public static bool IsBlocked(ResourceEvidence service) =>
        (service.PoolDelay is { } delay ? delay >= LongPoolDelay : service.PoolQueue >= ManyQueued)
        && (service.Runnable ?? service.CpuCores) <= FewRunnable * service.PoolThreads;

    private static bool IsOfMany(ObjectWait wait, ResourceEvidence service) => wait.Threads >= ManyThreads * service.PoolThreads;
}
