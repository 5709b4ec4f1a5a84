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

    /// <summary>What the call asks for; <see langword="null"/> for what was recorded.</summary>
    public string? Url { get; init; }

    /// <summary>Headers in place of the recorded ones.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
