using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>Requests that the service turns away (429 or 503), or gives no response to, and nothing else explains.</summary>
internal static class Refusals
{
    /// <summary>Fewer than this are no sign of anything.</summary>
    public const double LeastShare = 0.05;

    private const double Most = 0.5;

    public static LimitFinding? Find(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;
        EndingCounts endings = load.Endings;
        if (endings.Refused < LeastShare * load.Completed || endings.Refused == 0 || ProcessorRules.IsBusy(evidence))
        {
            return null;
        }

        string figures = Invariant($"{endings.Refused} of {load.Completed} requests were turned away (429 or 503) while cores were idle");
        return endings.Refused == load.Completed
            ? Findings.Unknown($"{figures}: every one, which is an error rather than a limit", "find out from the service's log why it turns everything away")
            : load.Dependencies.Any(dependency => dependency.GivenUp > 0) ? null
            : Findings.Suspect(LimitingFactor.ConcurrencyLimit, figures);
    }

    /// <summary>The web server's limit on connections, where it says that it met it.</summary>
    public static LimitFinding? OfConnections(LimitEvidence evidence)
    {
        EndingCounts endings = evidence.Load.Endings;
        long lost = endings.NotConnected + endings.Closed;
        return IsMuch(lost, endings) && evidence.Service?.RejectedConnections >= Most * lost
            ? Findings.Suspect(
                LimitingFactor.ConnectionLimit,
                Invariant($"{lost} of {endings.Total} requests had no response ({endings.DescribeWithoutResponse()}), and the web server turned {evidence.Service.RejectedConnections:0} connections away, because it had as many as it accepts"))
            : null;
    }

    /// <summary>Connections that were not accepted, or closed, for whatever reason: the rate of what was answered says nothing then.</summary>
    public static LimitFinding? WithoutResponse(LimitEvidence evidence) => IsMuch(evidence.Load.Endings.NotConnected + evidence.Load.Endings.Closed, evidence.Load.Endings)
        ? Findings.Unknown(Findings.Overview(evidence), "look at how many connections the service, or what stands before it, accepts, and in the service's log for requests that it ended")
        : null;

    private static bool IsMuch(long count, EndingCounts endings) => count > 0 && count >= LeastShare * endings.Total;
}
