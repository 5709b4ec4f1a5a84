namespace InfernoSim.Load.Envelope;

/// <summary>What a service has to hold under load, for example <c>p99&lt;250ms,errors&lt;0.1%</c>: upper limits of latency and of the share of errors.</summary>
public sealed record ServiceLevel
{
    private ServiceLevel(string text, IReadOnlyList<ServiceLevelBound> bounds)
    {
        Text = text;
        Bounds = bounds;
    }

    /// <summary>The objective as written.</summary>
    public string Text { get; }

    internal IReadOnlyList<ServiceLevelBound> Bounds { get; }

    /// <summary>The tightest limit of any latency, in milliseconds; <see langword="null"/> when there is none.</summary>
    internal double? LatencyLimit => Bounds.Where(bound => !bound.IsErrors).Select(bound => (double?)bound.Limit).Min();

    /// <summary>How many requests it takes to say that it holds.</summary>
    internal int FewestRequests => Bounds.Max(bound => bound.FewestRequests);

    /// <summary>Reads an objective.</summary>
    /// <param name="text">
    /// Limits separated by commas, each a figure (<c>p50</c>, <c>p90</c>, <c>p95</c>, <c>p99</c>, <c>p99.9</c>, <c>max</c>, <c>mean</c> or <c>errors</c>),
    /// <c>&lt;</c> or <c>&lt;=</c>, and a duration or, for errors, a percentage.
    /// </param>
    /// <returns>The objective.</returns>
    /// <exception cref="ReplayConfigurationException">It is not one; the message says which part is wrong, and an example.</exception>
    public static ServiceLevel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ServiceLevelBound[] bounds = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(ServiceLevelBound.Parse)];
        return new ServiceLevel(string.Join(", ", bounds.Select(bound => bound.Text)), bounds);
    }

    /// <summary>The objective as written.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
