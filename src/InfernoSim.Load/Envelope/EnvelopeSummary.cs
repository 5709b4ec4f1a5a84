using System.Text.Json.Serialization;
using InfernoSim.Verdicts;

namespace InfernoSim.Load.Envelope;

/// <summary>How much load a service sustains within an objective, and what that rests on.</summary>
public sealed record EnvelopeSummary
{
    /// <summary>The incident folder as it was given.</summary>
    public required string Incident { get; init; }

    /// <summary>What had to hold, as written.</summary>
    public required string ServiceLevel { get; init; }

    /// <summary>Requests a second that were asked for; <see langword="null"/> when it was only to be found out.</summary>
    public double? AtLeast { get; init; }

    /// <summary>What an arrival was: <c>exchange</c> or <c>session</c>.</summary>
    public required string Arrival { get; init; }

    /// <summary>How many requests an arrival makes.</summary>
    public required int RequestsPerArrival { get; init; }

    /// <summary>The highest rate of requests, in requests a second.</summary>
    public required EnvelopeEdge Rate { get; init; }

    /// <summary>The greatest number of workers that each send the next request when the last is answered; <see langword="null"/> when it was not searched.</summary>
    public EnvelopeEdge? Fanout { get; init; }

    /// <summary>What the service completed a second when it was given more than it could do; <see langword="null"/> when that was never so.</summary>
    public EnvelopeFigure? Capacity { get; init; }

    /// <summary>
    /// The load up to which more of it brings more throughput than waiting: where throughput divided by mean latency is
    /// greatest (L. Kleinrock, Power and deterministic rules of thumb for probabilistic problems, ICC 1979).
    /// </summary>
    public EnvelopePoint? Knee { get; init; }

    /// <summary>How latency grows with load: every rate that was measured, in ascending order.</summary>
    public required IReadOnlyList<EnvelopePoint> Points { get; init; }

    /// <summary>Which latency of each dependency the service tolerates.</summary>
    public required IReadOnlyList<DependencyTolerance> Dependencies { get; init; }

    /// <summary>What limited the service at the edge, where that was measured.</summary>
    public required LimitingFactorSummary LimitingFactor { get; init; }

    /// <summary>How exactly the generator kept to its schedule.</summary>
    public required GeneratorAccuracy Generator { get; init; }

    /// <summary>
    /// Why the figures may not be the service's alone: the machine was too busy to send on time; <see langword="null"/> when it
    /// was not.
    /// </summary>
    public string? Caution { get; init; }

    /// <summary>How long the search took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Why the service did not sustain what was asked; <see langword="null"/> when it did.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether the service sustained what was asked; without that, whether any load was sustained.</summary>
    [JsonIgnore]
    public bool Passed => Failure is null;

    /// <summary>The exit code of a process that reports this: 0 passed, 1 the service failed, 2 the generator was the limit.</summary>
    public int ExitCode => Passed ? 0 : Rate.IsGeneratorLimited ? 2 : 1;

    /// <summary>The whole summary for a person.</summary>
    /// <returns>Text of several lines.</returns>
    public string ToText() => EnvelopeText.Render(this);

    /// <summary>The whole summary for a program.</summary>
    /// <returns>A JSON object, indented.</returns>
    public string ToJson() => EnvelopeJson.Render(this);
}

/// <summary>The edge of what holds the objective.</summary>
/// <param name="Highest">The greatest load that held it; <see langword="null"/> when none did.</param>
/// <param name="LeastMissed">The least load that did not; <see langword="null"/> when none was found. The edge is between the two.</param>
/// <param name="Why">Why that one did not hold, in figures; empty when none was found.</param>
/// <param name="IsPrecise">Whether the two are as close as a search goes: 3 % of a rate, 5 % of a fan-out or latency.</param>
/// <param name="IsGeneratorLimited">Whether it was the generator that could not do more, so that the edge is not the service's.</param>
public sealed record EnvelopeEdge(double? Highest, double? LeastMissed, string Why, bool IsPrecise, bool IsGeneratorLimited);

/// <summary>A figure with its 95 % confidence interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end; <see langword="null"/> where too few observations bound it.</param>
public sealed record EnvelopeFigure(double Value, double Low, double? High);

/// <summary>One load and what it showed. Times in milliseconds from the scheduled send.</summary>
public sealed record EnvelopePoint
{
    /// <summary>Requests due a second.</summary>
    public required double Rate { get; init; }

    /// <summary>Responses as recorded a second.</summary>
    public required double Completed { get; init; }

    /// <summary>The mean latency.</summary>
    public required double Mean { get; init; }

    /// <summary>Half of the requests were answered within it.</summary>
    public required double P50 { get; init; }

    /// <summary>99 % of the requests were answered within it.</summary>
    public required EnvelopeFigure P99 { get; init; }

    /// <summary>The longest.</summary>
    public required double Max { get; init; }

    /// <summary>The share of requests without a response as recorded, 0 to 1.</summary>
    public required EnvelopeFigure Errors { get; init; }

    /// <summary>Requests that were due in the measured time.</summary>
    public required int Requests { get; init; }

    /// <summary>Arrivals that were sent later than the tolerance of 5 ms.</summary>
    public required int Late { get; init; }

    /// <summary>Arrivals that were never sent, because 10,000 requests were in flight.</summary>
    public required int Missed { get; init; }

    /// <summary>Whether the objective held.</summary>
    public required bool Held { get; init; }
}

/// <summary>The latency of a dependency that a service tolerates.</summary>
/// <param name="Dependency">The dependency, by host.</param>
/// <param name="Rate">Requests a second at which it was searched.</param>
/// <param name="Edge">In milliseconds added to each of its answers.</param>
public sealed record DependencyTolerance(string Dependency, double Rate, EnvelopeEdge Edge);

/// <summary>How exactly a generator sent, over all open-loop measurements: the actual send less the scheduled one, in milliseconds.</summary>
/// <param name="Sends">How many arrivals.</param>
/// <param name="P50">Half of them were sent within it.</param>
/// <param name="P99">99 % of them were.</param>
/// <param name="Max">The latest.</param>
/// <param name="Late">How many were later than the tolerance.</param>
/// <param name="Tolerance">The tolerance, in milliseconds.</param>
/// <param name="Missed">Arrivals that were never sent.</param>
public sealed record GeneratorAccuracy(long Sends, double P50, double P99, double Max, long Late, double Tolerance, long Missed);
