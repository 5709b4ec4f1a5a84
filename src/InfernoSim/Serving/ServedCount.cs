namespace InfernoSim.Serving;

/// <summary>How often a recorded call was asked for.</summary>
/// <param name="Answered">How often it was answered as recorded.</param>
/// <param name="Failed">How often a fault made it fail.</param>
internal readonly record struct ServedCount(long Answered, long Failed);
