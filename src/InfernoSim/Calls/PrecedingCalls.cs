using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>
/// The recorded calls that led up to a divergence. Which call came before another is read from the incident, not from the
/// order of arrival, so that it is the same each time.
/// </summary>
internal sealed class PrecedingCalls(PlannedExchange exchange, ReplayedCalls calls)
{
    private const int Most = 5;

    private IReadOnlyList<PlannedCall>? _arrived;

    /// <summary>Those that a recorded call followed.</summary>
    public IReadOnlyList<PrecedingCall> OfCall(int call) => EndedBy(exchange.Calls[call].Start);

    /// <summary>Those that the response followed.</summary>
    public IReadOnlyList<PrecedingCall> OfResponse() => EndedBy(exchange.End);

    /// <summary>Those that have come so far: the incident does not say what a call followed that it does not hold.</summary>
    public IReadOnlyList<PrecedingCall> SoFar() => EndedBy(long.MaxValue);

    private IReadOnlyList<PrecedingCall> EndedBy(long moment)
    {
        _arrived ??= calls.Arrived();
        var last = new Stack<PrecedingCall>();
        for (int i = _arrived.Count - 1; i >= 0 && last.Count < Most; i--)
        {
            if (_arrived[i].End <= moment)
            {
                last.Push(Describe(_arrived[i]));
            }
        }

        return [.. last];
    }

    private PrecedingCall Describe(PlannedCall call) => new(call.Index, call.Display, calls.HasAnswered(call) ? call.Event.Status : null);
}
