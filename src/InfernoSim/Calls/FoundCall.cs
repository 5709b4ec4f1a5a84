using InfernoSim.Faults;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>How a dependency call was found among the recorded ones.</summary>
internal enum CallFinding
{
    /// <summary>It names a run that is over.</summary>
    OfAnotherRun,

    /// <summary>In the exchange that it names.</summary>
    Causal,

    /// <summary>By content, in an exchange in flight.</summary>
    ByContent,

    /// <summary>Among those that belong to no exchange.</summary>
    OfNoExchange,

    /// <summary>Nowhere.</summary>
    Nowhere,
}

/// <summary>What a search for the recorded call of a dependency call has come to.</summary>
/// <param name="Finding">Where it was found.</param>
/// <param name="Probe">The call.</param>
internal sealed record FoundCall(CallFinding Finding, CallProbe Probe)
{
    /// <summary>The exchange that it names; <see langword="null"/> when it names none.</summary>
    public ReplayAddress? Owner { get; init; }

    /// <summary>The exchange that it belongs to, where that is in flight.</summary>
    public ExchangeScope? Scope { get; init; }

    /// <summary>The recorded call; <see langword="null"/> when there is none.</summary>
    public MatchedCall? Match { get; init; }

    /// <summary>Whether another recorded call with another answer could have been it.</summary>
    public bool IsAmbiguous { get; init; }
}

/// <summary>Decides what faults do to a call that was found.</summary>
/// <param name="call">The recorded call.</param>
/// <param name="worker">The worker whose it is.</param>
/// <param name="attempt">How often it was tried before.</param>
internal delegate FaultDecision DecideFaults(PlannedCall call, int worker, int attempt);
