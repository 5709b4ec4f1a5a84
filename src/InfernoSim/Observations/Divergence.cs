using InfernoSim.Printing;

namespace InfernoSim.Observations;

/// <summary>One place where a replay differed from the incident. Indexes count from 0.</summary>
public sealed record Divergence
{
    /// <summary>In what way.</summary>
    public required DivergenceKind Kind { get; init; }

    /// <summary>The run it was first seen in.</summary>
    public required int Run { get; init; }

    /// <summary>The worker it was first seen in; -1 for a dependency call that did not say which worker it belongs to.</summary>
    public required int Worker { get; init; }

    /// <summary>The exchange of the incident; -1 for a dependency call that belongs to none.</summary>
    public required int Exchange { get; init; }

    /// <summary>The dependency call inside the exchange, or <see langword="null"/> when it is about the response.</summary>
    public int? Call { get; internal init; }

    /// <summary>The request of the exchange: method and target.</summary>
    public required string Request { get; init; }

    /// <summary>The dependency call: method and URL.</summary>
    public string? CallRequest { get; internal init; }

    /// <summary>Where in the message: a header name, a JSON Pointer, a line; empty when it is about the whole.</summary>
    public string Location { get; internal init; } = "";

    /// <summary>What the incident holds.</summary>
    public required string Expected { get; init; }

    /// <summary>What came.</summary>
    public required string Got { get; init; }

    /// <summary>The faults that had been injected into this exchange before, as rules; they may be the cause.</summary>
    public IReadOnlyList<string> AfterFaults { get; internal init; } = [];

    /// <summary>
    /// The recorded dependency calls of the exchange that had been made before, in recorded order: the last five. For a
    /// recorded call these are the ones that it followed in the incident; for one that is not recorded, the ones that had come.
    /// </summary>
    public IReadOnlyList<PrecedingCall> Before { get; internal init; } = [];

    /// <summary>
    /// Of a dependency call that matched no recorded one that was left: every recorded one of its exchange and of none, with why it
    /// was not the one.
    /// </summary>
    public IReadOnlyList<CandidateCall> Candidates { get; init; } = [];

    /// <summary>Why it counts as a difference, where that is not plain; otherwise empty.</summary>
    public string Note { get; internal init; } = "";

    /// <summary>How often it was seen in the whole replay.</summary>
    public long Count { get; internal init; } = 1;

    /// <summary>Finds <see cref="Candidates"/>, for those divergences that are kept.</summary>
    internal Func<IReadOnlyList<CandidateCall>>? FindCandidates { get; init; }

    /// <summary>Its place among the differences of one message, as that is read.</summary>
    internal int Order { get; init; }

    /// <summary>The number of the suspicion that the service was gone when this was seen; 0 where there was none.</summary>
    internal int Suspicion { get; init; }

    /// <summary>What differs and where, in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => VisibleText.Line(DivergenceText.InOneLine(this));

    /// <summary>Causal order: by exchange, inside it dependency calls before the response, then run and worker.</summary>
    internal static int CompareCausally(Divergence left, Divergence right)
    {
        int order = OrderOfExchange(left).CompareTo(OrderOfExchange(right));
        order = order != 0 ? order : (left.Call ?? int.MaxValue).CompareTo(right.Call ?? int.MaxValue);
        order = order != 0 ? order : left.Run.CompareTo(right.Run);
        order = order != 0 ? order : left.Worker.CompareTo(right.Worker);
        order = order != 0 ? order : left.Kind.CompareTo(right.Kind);
        order = order != 0 ? order : left.Order.CompareTo(right.Order);
        return order != 0 ? order : string.CompareOrdinal(left.Location, right.Location);
    }

    // Calls that belong to no exchange come last: nothing says what they came before.
    private static int OrderOfExchange(Divergence divergence) => divergence.Exchange < 0 ? int.MaxValue : divergence.Exchange;
}

/// <summary>A recorded dependency call that was made before a divergence.</summary>
public sealed class PrecedingCall(int call, string request, int? status)
{
    /// <summary>Its place in the exchange, from 0.</summary>
    public int Call { get; } = call;

    /// <summary>Method and URL.</summary>
    public string Request { get; } = request;

    /// <summary>The recorded status that it was answered with; 0 when the recorded call failed, <see langword="null"/> when an injected fault made it fail.</summary>
    public int? Status { get; } = status;
}
