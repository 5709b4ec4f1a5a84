using System.Text.Json.Serialization;
using InfernoSim.Verdicts;

namespace InfernoSim.Load.Envelope;

/// <summary>How much load a service sustains within an objective, and what that rests on.</summary>
public sealed class EnvelopeSummary
{
    /// <summary>The incident folder as it was given.</summary>
    public required string Incident { get; init; }

    /// <summary>What had to hold, as written.</summary>
    public required string ServiceLevel { get; init; }

    /// <summary>Requests a second that were asked for; <see langword="null"/> when it was only to be found out.</summary>
    public double? AtLeast { get; internal init; }

    /// <summary>What an arrival was: <c>exchange</c> or <c>session</c>.</summary>
    public required string Arrival { get; init; }

    /// <summary>How many requests an arrival makes.</summary>
    public required int RequestsPerArrival { get; init; }

    /// <summary>The highest rate of requests, in requests a second.</summary>
    public required EnvelopeEdge Rate { get; init; }

    /// <summary>The greatest number of workers that each send the next request when the last is answered; <see langword="null"/> when it was not searched.</summary>
    public EnvelopeEdge? Fanout { get; internal init; }

    /// <summary>What the service completed a second when it was given more than it could do; <see langword="null"/> when that was never so.</summary>
    public EnvelopeFigure? Capacity { get; internal init; }

    /// <summary>
    /// The load up to which more of it brings more throughput than waiting: where throughput divided by mean latency is
    /// greatest (L. Kleinrock, Power and deterministic rules of thumb for probabilistic problems, ICC 1979).
    /// </summary>
    public EnvelopePoint? Knee { get; internal init; }

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
    public string? Caution { get; internal init; }

    /// <summary>How long the search took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Why the service did not sustain what was asked, or why that could not be judged; <see langword="null"/> when it did.</summary>
    public string? Failure { get; internal init; }

    /// <summary>From which overload the service did not recover, and for how long that was waited for; <see langword="null"/> when it recovered from each.</summary>
    public string? Recovery { get; internal init; }

    /// <summary>Whether there was evidence to judge by: as many requests as the objective's figures take.</summary>
    public bool IsJudged { get; internal init; } = true;

    /// <summary>Whether the service sustained what was asked; without that, whether any load was sustained.</summary>
    [JsonIgnore]
    public bool Passed => Failure is null;

    /// <summary>The exit code of a process that reports this: 0 passed, 1 the service failed, 2 it could not be judged: the generator was the limit, or the budget too small.</summary>
    public int ExitCode => Passed ? 0 : Rate.IsGeneratorLimited || !IsJudged ? 2 : 1;

    /// <summary>The whole summary for a person.</summary>
    /// <returns>Text of several lines.</returns>
    public string ToText() => EnvelopeText.Render(this);

    /// <summary>The whole summary for a program.</summary>
    /// <returns>A JSON object, indented.</returns>
    public string ToJson() => EnvelopeJson.Render(this);
}

/// <summary>The edge of what holds the objective.</summary>
public sealed class EnvelopeEdge(double? highest, double? leastMissed, string why, bool isPrecise, bool isGeneratorLimited)
{
    /// <summary>The greatest load that held it; <see langword="null"/> when none did.</summary>
    public double? Highest { get; } = highest;

    /// <summary>The least load that did not; <see langword="null"/> when none was found. The edge is between the two.</summary>
    public double? LeastMissed { get; } = leastMissed;

    /// <summary>Why that one did not hold, in figures; empty when none was found.</summary>
    public string Why { get; } = why;

    /// <summary>Whether the two are as close as a search goes: 3 % of a rate, 5 % of a fan-out or latency.</summary>
    public bool IsPrecise { get; } = isPrecise;

    /// <summary>Whether it was the generator that could not do more, so that the edge is not the service's.</summary>
    public bool IsGeneratorLimited { get; } = isGeneratorLimited;

    /// <summary>The load that the machine had no room to make, so that the edge is at <see cref="Highest"/> or above it; <see langword="null"/> when it could make each.</summary>
    public double? LeastUnmade { get; internal init; }

    /// <summary>What the machine had none left of at that load, with its limit; <see langword="null"/> when it could make each.</summary>
    public string? MachineLimit { get; internal init; }
}

/// <summary>A figure with its 95 % confidence interval.</summary>
public sealed class EnvelopeFigure(double value, double low, double? high)
{
    /// <summary>The figure.</summary>
    public double Value { get; } = value;

    /// <summary>The lower end.</summary>
    public double Low { get; } = low;

    /// <summary>The upper end; <see langword="null"/> where too few observations bound it.</summary>
    public double? High { get; } = high;
}

/// <summary>One load and what it showed. Times in milliseconds from the scheduled send.</summary>
public sealed class EnvelopePoint
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
public sealed class DependencyTolerance(string dependency, double rate, EnvelopeEdge edge)
{
    /// <summary>The dependency, by host.</summary>
    public string Dependency { get; } = dependency;

    /// <summary>Requests a second at which it was searched.</summary>
    public double Rate { get; } = rate;

    /// <summary>In milliseconds added to each of its answers.</summary>
    public EnvelopeEdge Edge { get; } = edge;
}

/// <summary>How exactly a generator sent, over all open-loop measurements: the actual send less the scheduled one, in milliseconds.</summary>
public sealed class GeneratorAccuracy(long sends, double p50, double p99, double max, long late, double tolerance, long missed)
{
    /// <summary>How many arrivals.</summary>
    public long Sends { get; } = sends;

    /// <summary>Half of them were sent within it.</summary>
    public double P50 { get; } = p50;

    /// <summary>99 % of them were.</summary>
    public double P99 { get; } = p99;

    /// <summary>The latest.</summary>
    public double Max { get; } = max;

    /// <summary>How many were later than the tolerance.</summary>
    public long Late { get; } = late;

    /// <summary>The tolerance, in milliseconds.</summary>
    public double Tolerance { get; } = tolerance;

    /// <summary>Arrivals that were never sent.</summary>
    public long Missed { get; } = missed;
}
