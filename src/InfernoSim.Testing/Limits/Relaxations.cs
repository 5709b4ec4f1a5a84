using InfernoSim.Limits;
using InfernoSim.Measuring;
using InfernoSim.Planning;

namespace InfernoSim.Testing.Limits;

/// <summary>How a service can be relaxed, by where it runs.</summary>
internal static class Relaxations
{
    private static readonly KeyValuePair<string, string>[] MoreThreads = [new("DOTNET_ThreadPool_ForceMinWorkerThreads", "0x200"), new("DOTNET_ThreadPool_ForceMaxWorkerThreads", "0x1000")];
    private static readonly KeyValuePair<string, string>[] RareCollections = [new("DOTNET_gcServer", "1"), new("DOTNET_GCgen0size", "0x10000000")];

    /// <returns><see langword="null"/> when it cannot be.</returns>
    public static Relaxation? For(IServiceHost host, LimitEvidence evidence, LimitFinding finding, ReplayOptions options)
    {
        bool isProcess = host is ProcessHost;
        bool isHere = evidence.Service is { SharesProcess: true };
        return finding.Factor switch
        {
            LimitingFactor.ConnectionPool when isHere => new Relaxation("any number of connections") { MoreConnections = true },
            LimitingFactor.ThreadPoolStarvation when isHere || isProcess => new Relaxation("threads for all") { MoreThreads = true },
            LimitingFactor.GcPressure when isProcess => new Relaxation("the server's collector and a larger generation 0") { RareCollections = true },
            LimitingFactor.DependencyLatency or LimitingFactor.DependencyTimeout => Relaxation.OfDependencies(evidence, finding, options),
            _ => null,
        };
    }

    /// <summary>What a process is told in its environment.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Environment(Relaxation? relaxation) =>
        [.. relaxation is { MoreThreads: true } ? MoreThreads : [], .. relaxation is { RareCollections: true } ? RareCollections : []];
}

/// <summary>A thread pool of this process that begins with threads for all, until this is disposed of.</summary>
internal sealed class RelaxedThreads : IDisposable
{
    /// <summary>More than a service ever needs.</summary>
    public const int Plenty = 512;

    private readonly int _workers;
    private readonly int _ports;

    /// <param name="threads">How many, if there are fewer.</param>
    public RelaxedThreads(int threads)
    {
        ThreadPool.GetMinThreads(out _workers, out _ports);
        ThreadPool.SetMinThreads(Math.Max(_workers, threads), _ports);
    }

    /// <inheritdoc/>
    public void Dispose() => ThreadPool.SetMinThreads(_workers, _ports);
}
