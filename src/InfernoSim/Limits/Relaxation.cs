using InfernoSim.Faults;
using InfernoSim.Measuring;
using InfernoSim.Planning;

namespace InfernoSim.Limits;

/// <summary>What is made easier for a service, to see whether it does more then.</summary>
/// <param name="Change">In words, to follow "with".</param>
internal sealed record Relaxation(string Change)
{
    /// <summary>Whether clients may open any number of connections.</summary>
    public bool MoreConnections { get; init; }

    /// <summary>Whether the thread pool begins with as many threads as could ever be blocked.</summary>
    public bool MoreThreads { get; init; }

    /// <summary>Whether the collector is the server's, and comes less often.</summary>
    public bool RareCollections { get; init; }

    /// <summary>The dependencies whose injected delays are left out, by authority.</summary>
    public IReadOnlyList<string> FasterDependencies { get; init; } = [];

    /// <summary>Dependencies as fast as the stub can be: only delays that a fault injects can be taken away, for recorded answers come at once.</summary>
    /// <returns><see langword="null"/> when no fault delays them.</returns>
    public static Relaxation? OfDependencies(LimitEvidence evidence, LimitFinding finding, ReplayOptions options)
    {
        string[] named = [.. evidence.Load.Dependencies.Select(dependency => dependency.Name).Where(name => finding.Dependency?.Split(", ").Contains(name) == true)];
        return named.Length > 0 && options.Faults.Any(fault => IsDelay(fault) && named.Any(name => IsFor(fault, name)))
            ? new Relaxation($"no delay in {string.Join(", ", named)}") { FasterDependencies = named }
            : null;
    }

    /// <summary>The options to replay with.</summary>
    public ReplayOptions Apply(ReplayOptions options) => FasterDependencies.Count == 0
        ? options
        : options with { Faults = [.. options.Faults.Where(fault => !(IsDelay(fault) && FasterDependencies.Any(name => IsFor(fault, name))))] };

    private static bool IsDelay(Fault fault) => fault.Latency > TimeSpan.Zero || fault.Jitter > TimeSpan.Zero || fault.Timeout is not null;

    private static bool IsFor(Fault fault, string authority) => fault.Matches(authority, Uri.UriSchemeHttp) || fault.Matches(authority, Uri.UriSchemeHttps);
}
