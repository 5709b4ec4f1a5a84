namespace InfernoSim.LiveState;

/// <summary>Whether the values that took the place of a recorded one were made fresh.</summary>
internal enum Freshness
{
    /// <summary>Nobody was given another value than the recorded one.</summary>
    AsRecorded,

    /// <summary>Each owner was given a value of its own.</summary>
    Fresh,

    /// <summary>Only one owner was given a value, which another could have been given too.</summary>
    Unproven,

    /// <summary>Two owners were given the same value.</summary>
    Shared,

    /// <summary>Each value has lost digits in a number of double precision.</summary>
    Rounded,
}

/// <summary>What came of one chain in a whole replay.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Freshness">Whether its values were fresh.</param>
/// <param name="Owner">The first owner that was given a value that is not.</param>
/// <param name="Live">That value.</param>
/// <param name="Owners">How many owners were given another value than the recorded one.</param>
internal readonly record struct JudgedChain(LiveChain Chain, Freshness Freshness, LiveOwner Owner, string Live, long Owners);
