namespace InfernoSim.Cli.Inspecting;

/// <summary>What <c>infernosim explain</c> was asked for, checked.</summary>
internal sealed record ExplainInvocation
{
    /// <summary>The incident folder.</summary>
    public required string Incident { get; init; }

    /// <summary>The exchange, from 1.</summary>
    public required int Exchange { get; init; }

    /// <summary>The dependency call of the exchange, from 1.</summary>
    public required int Call { get; init; }

    /// <summary>Which divergence of a replay's summary to explain, from 1; <see langword="null"/> for none.</summary>
    public int? Divergence { get; init; }

    /// <summary>The file with the summary; <see langword="null"/> for that of the last replay of the incident.</summary>
    public string? ResultFile { get; init; }

    /// <summary>Whether to print JSON.</summary>
    public bool Json { get; init; }

    /// <summary>What the call asks for; <see langword="null"/> for what was recorded.</summary>
    public string? Url { get; init; }

    /// <summary>Headers in place of the recorded ones.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
