using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>Outbound requests that wait for a connection.</summary>
internal static class ConnectionRules
{
    private const double LeastWaiting = 1;
    private const double ShareOfWork = 0.25;

    public static LimitFinding? Find(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;

        // A connection that is slow to open because CPU is short is not one too few.
        if (evidence.Service?.ConnectionWaiting is not { } waiting || waiting < LeastWaiting || waiting < ShareOfWork * load.InService || ProcessorRules.IsSaturated(evidence))
        {
            return null;
        }

        string open = evidence.Service.OpenConnections is { } most ? Invariant($" with {most:0} open") : "";
        return Findings.Suspect(LimitingFactor.ConnectionPool, Invariant($"{waiting:0.0} outbound requests waited for a connection at any moment{open}, of {load.InService:0.0} requests in the service"));
    }

    public static bool IsFree(ResourceEvidence service) => service.ConnectionWaiting < LeastWaiting;
}
