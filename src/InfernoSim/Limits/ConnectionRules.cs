using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>Outbound requests that wait for a connection.</summary>
internal static class ConnectionRules
{
    private const double LeastWaiting = 1;
    private const double ShareOfWork = 0.25;

    // Where so many calls end with their connection, another one has to be made for the next.
    private const double RemadeShare = 0.4;

    public static LimitFinding? Find(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;

        // A connection that is slow to open because CPU is short is not one too few.
        if (evidence.Service?.ConnectionWaiting is not { } waiting || waiting < LeastWaiting || waiting < ShareOfWork * load.InService || ProcessorRules.IsSaturated(evidence))
        {
            return null;
        }

        if (evidence.Service.ClosedConnections is { } closed && load.Elapsed > 0 && closed >= RemadeShare * CallsPerSecond(load))
        {
            return Findings.Suspect(LimitingFactor.ConnectionSetup, Invariant(
                $"{waiting:0.0} outbound requests waited for a connection at any moment, of {load.InService:0.0} requests in the service, and {closed:0.0} connections were closed a second for {CallsPerSecond(load):0.0} calls a second: hardly any is used again"));
        }

        string open = evidence.Service.OpenConnections is { } most ? Invariant($" with {most:0} open") : "";
        return Findings.Suspect(LimitingFactor.ConnectionPool, Invariant($"{waiting:0.0} outbound requests waited for a connection at any moment{open}, of {load.InService:0.0} requests in the service"));
    }

    private static double CallsPerSecond(LoadEvidence load) => load.Dependencies.Sum(dependency => (double)dependency.Calls) / load.Elapsed;

    public static bool IsFree(ResourceEvidence service) => service.ConnectionWaiting < LeastWaiting;
}
