using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>The divergence of a dependency call that the incident does not hold, whenever it comes.</summary>
internal static class UnrecordedCall
{
    /// <summary>Describes one of an exchange.</summary>
    /// <param name="address">Who made it.</param>
    /// <param name="exchange">In which exchange.</param>
    /// <param name="display">Method and URL.</param>
    /// <param name="position">How many calls the exchange had made before it.</param>
    /// <param name="equal">The index of a recorded call of the same content, or -1.</param>
    public static Divergence Of(ReplayAddress address, PlannedExchange exchange, string display, int position, int equal) => new()
    {
        Kind = equal >= 0 ? DivergenceKind.CallDuplicate : DivergenceKind.CallExtra,
        Run = address.Run,
        Worker = address.Worker,
        Exchange = exchange.Index,
        Call = equal >= 0 ? equal : position,
        Request = exchange.Display,
        CallRequest = display,
        Location = equal >= 0 ? "" : display,
        Expected = equal >= 0 ? display : "no such call",
        Got = equal >= 0 ? "once more than that" : display,
    };

    /// <summary>Describes one that names no exchange.</summary>
    /// <param name="run">The run it came in.</param>
    /// <param name="display">Method and URL.</param>
    public static Divergence Unowned(int run, string display) => new()
    {
        Kind = DivergenceKind.CallExtra,
        Run = run,
        Worker = -1,
        Exchange = -1,
        Call = 0,
        Request = "",
        CallRequest = display,
        Location = display,
        Expected = "no such call",
        Got = "a call without a trace id that matches no unanswered recorded call",
    };
}
