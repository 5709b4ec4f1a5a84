using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>Findings with their words.</summary>
internal static class Findings
{
    private const double Beside = 0.7;

    public static LimitFinding None(LimitEvidence evidence) => new(
        LimitingFactor.None,
        LimitConfidence.None,
        Invariant($"the schedule of {evidence.Load.AskedRate:0.0} req/s was kept with {evidence.Load.InFlight:0.0} requests in flight on average"),
        "raise the load to find the limit: a larger {Density} or {Fanout}, or a smaller {MinGap}");

    public static LimitFinding Unknown(string figures, string nextStep) => new(LimitingFactor.Unknown, LimitConfidence.None, figures, nextStep);

    public static LimitFinding Suspect(LimitingFactor factor, string figures) => new(factor, LimitConfidence.Suspected, figures, NextStep(factor));

    /// <summary>The dependency that weighs most, and beside it those that weigh about as much, in alphabetical order.</summary>
    /// <param name="dependencies">At least one.</param>
    /// <param name="weight">What of a dependency weighs.</param>
    public static (DependencyLoad First, string Names) Heaviest(IEnumerable<DependencyLoad> dependencies, Func<DependencyLoad, double> weight)
    {
        DependencyLoad[] ordered = [.. dependencies.OrderByDescending(weight).ThenBy(dependency => dependency.Name, StringComparer.Ordinal)];
        DependencyLoad first = ordered[0];
        return (first, string.Join(", ", ordered.Where(dependency => weight(dependency) >= Beside * weight(first)).Select(dependency => dependency.Name).Order(StringComparer.Ordinal)));
    }

    /// <summary>Where requests were, and what was busy: for a person to look at where no rule applies.</summary>
    public static string Overview(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;
        var parts = new List<string>
        {
            Invariant($"{load.AchievedRate:0.0} req/s achieved{(load.AskedRate is { } asked ? Invariant($" of {asked:0.0} asked") : "")}"),
            Invariant($"{load.InFlight:0.0} requests in flight, {load.InService:0.0} of them in the service itself"),
        };
        if (load.Endings.WithoutResponse > 0)
        {
            parts.Add($"{load.Endings.WithoutResponse} of {load.Endings.Total} requests had no response ({load.Endings.DescribeWithoutResponse()})");
        }

        if (evidence.Service?.CpuCores is { } cpu)
        {
            parts.Add(Invariant($"{cpu:0.00} of {evidence.Service.Cores:0.#} cores used"));
        }

        if (evidence.Service?.Exceptions is >= 1 and { } exceptions)
        {
            parts.Add(Invariant($"{exceptions:0} exceptions a second"));
        }

        if (evidence.Replayer.MachineIdle is { } idle)
        {
            parts.Add(Invariant($"machine {idle * 100:0} % idle"));
        }

        return string.Join(", ", parts);
    }

    public static string HowToLearnMore(LimitEvidence evidence) => evidence.Service is null
        ? "only the service's responses can be seen by URL: replay in-process or as a child process to measure its threads, connections and memory"
        : "replay with {DiagnoseLimit=true}, at a rate ({MinGap}) that is above what the service sustains";

    private static string NextStep(LimitingFactor factor) => factor switch
    {
        LimitingFactor.Cpu => "profile the service under this replay; what is computed per request, or the number of cores, has to change",
        LimitingFactor.ThreadPoolStarvation => "look for .Result, .Wait() and blocking I/O on the path of a request, and await instead",
        LimitingFactor.ConnectionPool => "raise MaxConnectionsPerServer of the client, or use fewer calls or HTTP/2",
        LimitingFactor.ConnectionSetup => "let connections live: one HttpClient for all requests, a longer PooledConnectionLifetime and idle time-out, no 'Connection: close'; each new one costs TCP, TLS and DNS",
        LimitingFactor.DependencyLatency => "call it less often, in parallel, or cache; the service itself has room",
        LimitingFactor.DependencyTimeout => "fail sooner: a shorter time-out, fewer retries, a circuit breaker",
        LimitingFactor.DependencyErrors => "this is no limit of the service: replay without the errors to find one, or decide what it should answer when that dependency fails",
        LimitingFactor.LockContention => "hold the lock for less, or split it; nothing slow belongs inside",
        LimitingFactor.GcPressure => "allocate less per request, and keep less alive; compare with server GC",
        LimitingFactor.ConcurrencyLimit => "look for a semaphore, a rate limiter, a bounded queue or a single consumer, and for the number it allows",
        LimitingFactor.ConnectionLimit => "raise the server's limit (Kestrel: Limits.MaxConcurrentConnections), or let clients share connections",
        LimitingFactor.Replayer => "the result is not about the service: lower the rate, or run the replayer on a larger machine",
        _ => "",
    };
}
