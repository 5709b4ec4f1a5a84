namespace InfernoSim.Matching;

/// <summary>
/// A recorded call that became a WebSocket, for a call whose messages are not there yet. Which recorded call that is, is found out when its
/// caller has said all, as for any other.
/// </summary>
/// <param name="Recorded">What was said.</param>
/// <param name="Answer">The answer, whose body is what the dependency said.</param>
internal sealed record AnsweredConversation(RecordedConversation Recorded, DependencyAnswer Answer)
{
    /// <summary>Takes it for a call that it may be; <see langword="false"/> where another call was taken for it.</summary>
    public Func<bool> TryBegin { get; init; } = static () => true;
}
