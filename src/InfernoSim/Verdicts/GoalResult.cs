using System.Text.Json.Serialization;
using InfernoSim.Printing;

namespace InfernoSim.Verdicts;

/// <summary>What became of a goal.</summary>
public sealed record GoalResult
{
    /// <summary>The goal as written.</summary>
    public required string Goal { get; init; }

    /// <summary>Whether it was held.</summary>
    public required GoalState State { get; init; }

    /// <summary>The figure with its unit; <see langword="null"/> when it was not measured.</summary>
    public string? Figure { get; internal init; }

    /// <summary>Which request, and which of its calls, the figure is of, where it is of one; or why it was not measured.</summary>
    public string? Detail { get; internal init; }

    /// <summary>Whether the figure does not depend on the machine, so that it may stand in a snapshot.</summary>
    [JsonIgnore]
    internal bool IsExact { get; init; }

    /// <summary>Whether it is about calls to dependencies.</summary>
    [JsonIgnore]
    internal bool IsAboutCalls { get; init; }

    /// <summary>The result in one line.</summary>
    /// <returns>For example <c>p99 &lt; 250ms: held, 12.3 ms</c>.</returns>
    public override string ToString() => VisibleText.Line(State == GoalState.Unknown
        ? $"{Goal}: UNKNOWN, which counts as missed: {Detail}"
        : $"{Goal}: {(State == GoalState.Held ? "held" : "missed")}, {Figure}{(Detail is null ? "" : $" ({Detail})")}");
}

/// <summary>Whether a goal was held.</summary>
public enum GoalState
{
    /// <summary>It was.</summary>
    Held,

    /// <summary>It was not.</summary>
    Missed,

    /// <summary>It could not be measured, which counts as missed.</summary>
    Unknown,
}
