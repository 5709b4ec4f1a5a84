namespace InfernoSim.Matching;

/// <summary>The trace ids that belong to either side of a comparison.</summary>
/// <param name="Expected">The ids of the recorded exchange.</param>
/// <param name="Actual">The ids of the replayed one.</param>
internal readonly record struct TraceNoise(OwnIds Expected, OwnIds Actual)
{
    /// <summary>No ids on either side.</summary>
    public static TraceNoise None { get; } = new(OwnIds.None, OwnIds.None);
}
