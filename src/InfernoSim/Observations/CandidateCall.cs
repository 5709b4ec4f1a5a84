using InfernoSim.Printing;

namespace InfernoSim.Observations;

/// <summary>A recorded dependency call that one in a replay might have been answered from, and why it was or was not. Indexes count from 0.</summary>
public sealed record CandidateCall
{
    /// <summary>The exchange that it belongs to; -1 for none.</summary>
    public required int Exchange { get; init; }

    /// <summary>Its place in the exchange, or among the calls of none.</summary>
    public required int Call { get; init; }

    /// <summary>Method and URL.</summary>
    public required string Request { get; init; }

    /// <summary>Whether it is the same call.</summary>
    public required bool IsEqual { get; init; }

    /// <summary>The first place where it differs: <c>path</c>, <c>header/Range</c>, <c>body/amount</c>; empty when it is equal.</summary>
    public string Location { get; init; } = "";

    /// <summary>What was recorded there.</summary>
    public string Expected { get; init; } = "";

    /// <summary>What came.</summary>
    public string Got { get; init; } = "";

    /// <summary>What is known of it beside that, such as its answer; otherwise empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Why it is, or is not, the same call, in words.</summary>
    /// <returns>The words.</returns>
    public override string ToString() =>
        VisibleText.Line(IsEqual ? $"equal, {Note}" : Location.Length == 0 ? Note : $"differs at {Location}: expected {Expected}, got {Got}");
}
