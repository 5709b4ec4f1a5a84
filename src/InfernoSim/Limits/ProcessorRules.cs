using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>Cores: whether they were all busy, and with whose work.</summary>
internal static class ProcessorRules
{
    private const double BusyShare = 0.85;
    private const double IdleWhenBusy = 0.1;
    private const double Idle = 0.7;

    private const double RunnableShare = 0.5;
    private const double Majority = 0.6;

    // More than the replayer and the stub could need for a request, or a dependency call, on any machine.
    private const double MostReplayerCpu = 0.002;

    // With more of the CPU than this in the compiler, what a request costs is not yet what it will cost.
    private const double WarmingUp = 0.1;

    // Bytes for each second of CPU: at this rate clearing them takes a good part of it.
    private const double MuchMemory = 300e6;
    private const double LateSend = 0.02;

    // Threads that want a core and have none, on average.
    private const double KeptOut = 1;

    // Two measurements of the same ceiling differ by less.
    private const double NearCeiling = 0.8;

    public static LimitFinding? Find(LimitEvidence evidence)
    {
        if (AtCeiling(evidence) is { } ceiling)
        {
            return ceiling;
        }

        if (!IsSaturated(evidence))
        {
            return OthersAreBusy(evidence) ?? LateReplayer(evidence);
        }

        if (evidence.Service is { IsRuntimeSilent: true })
        {
            return Findings.Unknown(
                $"{Findings.Overview(evidence)}; the service's runtime did not tell its figures in that time, so that computing and collecting garbage cannot be told apart",
                "replay for longer: more runs, or more of the incident");
        }

        // Memory is cleared before it is handed out, and collected after: neither is the service's own computing.
        if (evidence.Service is { AllocationRate: { } allocated, CpuCores: { } cpu } && allocated >= MuchMemory * cpu)
        {
            return Findings.Unknown(
                Invariant($"{cpu:0.00} cores used, and {allocated / 1048576:0} MiB allocated a second: the cost of computing and that of memory cannot be told apart"),
                "profile allocations and CPU under this replay");
        }

        return evidence.Service switch
        {
            null => Findings.Unknown(Findings.Overview(evidence), Findings.HowToLearnMore(evidence)),
            { SharesProcess: true } => Shared(evidence, evidence.Service),
            _ => Apart(evidence, evidence.Service),
        };
    }

    /// <summary>Whether the cores leave too little room to say that something else holds the service up.</summary>
    public static bool IsBusy(LimitEvidence evidence) => IsSaturated(evidence) || (evidence.Service?.CpuCores ?? 0) >= Idle * evidence.Replayer.Cores;

    /// <summary>
    /// Whether the service, or the replayer, or the two together, have no core left. A machine that is busy with other
    /// programs is not enough: then work has to wait as well, for threads that want to run.
    /// </summary>
    public static bool IsSaturated(LimitEvidence evidence) =>
        Used(evidence) >= BusyShare * evidence.Replayer.Cores
        || (evidence.Service is { CpuCores: { } own } service && own >= BusyShare * service.Cores)
        || (evidence.Replayer.MachineIdle < IdleWhenBusy && (WantsMore(evidence.Service) || evidence.Replayer is { PoolDelay: >= LateSend, CpuCores: >= 0.5 }));

    /// <summary>Whether threads of the service want to run, and other programs have the cores: then work that waits may wait for these threads.</summary>
    public static bool IsKeptOut(LimitEvidence evidence) =>
        evidence.Replayer.MachineIdle < IdleWhenBusy && evidence.Service is { } service && service.Runnable - service.CpuCores >= KeptOut;

    // A service that does nothing would have been asked for no more.
    private static LimitFinding? AtCeiling(LimitEvidence evidence)
    {
        double perSecond = evidence.Load.AchievedRate + (evidence.Load.Elapsed > 0 ? evidence.Load.Dependencies.Sum(dependency => dependency.Calls) / evidence.Load.Elapsed : 0);
        return evidence.Replayer.Ceiling is { } ceiling && perSecond >= NearCeiling * ceiling.RequestsPerSecond
            ? Findings.Suspect(LimitingFactor.Replayer, Invariant($"{perSecond:0} requests and dependency calls a second, of {ceiling.RequestsPerSecond:0} req/s that the replayer reaches against a service that does nothing"))
            : null;
    }

    private static bool WantsMore(ResourceEvidence? service) =>
        service is not null
        && !PoolRules.IsFree(service)
        && service.Runnable >= Math.Max(service.PoolThreads * RunnableShare ?? 0, BusyShare * service.Cores);

    private static double Used(LimitEvidence evidence) =>
        (evidence.Replayer.CpuCores ?? 0) + (evidence.Service is { SharesProcess: false } service ? service.CpuCores ?? 0 : 0);

    private static LimitFinding? OthersAreBusy(LimitEvidence evidence) =>
        evidence.Replayer.MachineIdle < IdleWhenBusy && (evidence.Replayer.PoolDelay >= LateSend || evidence.Load.OwnDelay >= LateSend || IsKeptOut(evidence))
            ? Findings.Unknown(
                Invariant($"the machine was busy with other programs: {evidence.Replayer.MachineIdle * 100:0} % idle, of which this replay used {Used(evidence):0.00} cores"),
                "replay again when the machine is free")
            : null;

    private static LimitFinding? LateReplayer(LimitEvidence evidence) =>
        evidence.Load is { AskedRate: not null, OwnDelay: >= LateSend } && evidence.Replayer.PoolDelay >= LateSend && evidence.Service is not { SharesProcess: true }
            ? Findings.Suspect(LimitingFactor.Replayer, Invariant($"requests were sent {evidence.Load.OwnDelay * 1000:0} ms late on average, for reasons of the replayer's own"))
            : null;

    // One process: what the replayer and the stub need is known from a service that does nothing.
    private static LimitFinding Shared(LimitEvidence evidence, ResourceEvidence service)
    {
        double used = service.CpuCores ?? evidence.Replayer.CpuCores ?? 0;
        double calls = evidence.Load.Dependencies.Sum(dependency => (double)dependency.Calls);
        double perSecond = evidence.Load.Elapsed > 0 ? 1 / evidence.Load.Elapsed : 0;
        string busy = Invariant($"{used:0.00} of {service.Cores:0.#} cores used, by the service and the replayer together");
        bool isFarMore = MostReplayerCpu * (evidence.Load.Completed + calls) * perSecond <= (1 - Majority) * used;
        if (evidence.Replayer.Ceiling is not { } ceiling)
        {
            return isFarMore
                ? Findings.Suspect(LimitingFactor.Cpu, Invariant($"{busy}: {Milliseconds(used, evidence)} ms of CPU per request, far more than a replayer needs"))
                : Findings.Unknown($"{busy}, and whose it was was not measured", "replay with {DiagnoseLimit=true}, which measures what the replayer needs by itself, or with the service in a process of its own");
        }

        double replayer = ((evidence.Load.Completed * ceiling.CpuPerRequest) + (calls * ceiling.CpuPerCall)) * perSecond;
        double share = used > 0 ? Math.Clamp(replayer / used, 0, 1) : 0;
        string split = Invariant($"{busy}; the replayer needs {share * 100:0} % of that for this load (it reaches {ceiling.RequestsPerSecond:0} req/s against a service that does nothing)");
        return share < Majority && !isFarMore && evidence.Replayer.CompileCores >= WarmingUp * used ? Findings.Unknown(
                Invariant($"{split}; {evidence.Replayer.CompileCores:0.00} cores compiled code that ran for the first time"), "replay for longer: more runs, or more of the incident")
            : share <= 1 - Majority ? Findings.Suspect(LimitingFactor.Cpu, split)
            : share >= Majority ? Findings.Suspect(LimitingFactor.Replayer, split)
            : Findings.Unknown(split, "replay with the service in a process of its own");
    }

    private static LimitFinding Apart(LimitEvidence evidence, ResourceEvidence service)
    {
        double own = service.CpuCores ?? 0;
        double replayer = evidence.Replayer.CpuCores ?? 0;
        double share = own / Math.Max(own + replayer, 1e-9);
        string split = Invariant($"the service used {own:0.00} of {service.Cores:0.#} cores, the replayer {replayer:0.00}{(evidence.Replayer.MachineIdle is { } idle ? Invariant($", the machine was {idle * 100:0} % idle") : "")}");

        // What neither used was not the replayer's to give.
        return service.CpuCores is not null && (share >= Majority || own >= BusyShare * service.Cores) ? Findings.Suspect(LimitingFactor.Cpu, split)
            : Used(evidence) < BusyShare * evidence.Replayer.Cores ? OthersAreBusy(evidence) ?? Findings.Unknown(split, "replay again when the machine is free")
            : service.CpuCores is not null && share <= 1 - Majority ? Findings.Suspect(LimitingFactor.Replayer, split)
            : Findings.Unknown(split, "run the replayer on another machine than the service, or lower the rate");
    }

    private static string Milliseconds(double cores, LimitEvidence evidence) =>
        evidence.Load.AchievedRate > 0 ? Invariant($"{cores / evidence.Load.AchievedRate * 1000:0.0}") : "?";
}
