namespace InfernoSim.LiveState;

/// <summary>The values that the service issued in a replay in place of recorded ones, and where they were carried.</summary>
public sealed class LiveStateSummary(IReadOnlyList<LiveChainSummary> chains)
{
    /// <summary>The chains of the incident, in the order of their sources, whether anything was put in their place or not.</summary>
    public IReadOnlyList<LiveChainSummary> Chains { get; } = chains;

    /// <summary>No chains.</summary>
    public static LiveStateSummary None { get; } = new([]);

    /// <summary>How many chains had another value than the recorded one, for some worker.</summary>
    public int Substituted => Chains.Count(chain => chain.Workers > 0);

    /// <summary>How often a live value was sent in place of a recorded one: requests, once for each chain.</summary>
    public long Substitutions => Chains.Sum(chain => chain.Requests);

    /// <summary>How many times differed from the recorded ones and were taken, since each was now in its own exchange as the recorded one was in its own.</summary>
    public long Moments { get; internal init; }
}

/// <summary>A value that is carried forward. Exchanges and calls are counted from 1.</summary>
public sealed class LiveChainSummary
{
    /// <summary><c>Value</c>: the recorded value was found again; <c>Position</c>: capture had redacted it; <c>Cookie</c>.</summary>
    public required string Mechanism { get; init; }

    /// <summary>Where the service gives the value: exchange, message and place.</summary>
    public required string Source { get; init; }

    /// <summary>Where it is carried to.</summary>
    public required IReadOnlyList<string> Sinks { get; init; }

    /// <summary>The recorded value, a secret masked; <see langword="null"/> where capture redacted it.</summary>
    public string? Recorded { get; internal init; }

    /// <summary>A value that came in its place, a secret masked; <see langword="null"/> when none did.</summary>
    public string? Example { get; internal init; }

    /// <summary>How many workers, over all runs, were given another value than the recorded one.</summary>
    public required long Workers { get; init; }

    /// <summary>How many requests were sent with such a value.</summary>
    public required long Requests { get; init; }
}
