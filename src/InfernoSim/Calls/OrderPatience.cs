namespace InfernoSim.Calls;

/// <summary>What a replay has learnt of the order in which the service does things, and how long it looks.</summary>
/// <param name="looks">Whether the first run looks whether the service waits for its calls.</param>
/// <param name="quiet">Says when the service has nothing left to do; <see langword="null"/> where that cannot be seen.</param>
internal sealed class OrderPatience(bool looks, QuietAfter? quiet = null)
{
    /// <summary>Of one call against another.</summary>
    public ReorderPatience Calls { get; } = new();

    /// <summary>Of a call against the response.</summary>
    public ResponsePatience Response { get; } = new(looks, quiet);
}
