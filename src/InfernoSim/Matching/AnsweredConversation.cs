using InfernoSim.WebSockets;

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

    /// <summary>
    /// Puts into a message of the dependency, given by its place from 0, the values that the service has given by then, also in what it has said so
    /// far; <see langword="null"/> where there are none.
    /// </summary>
    public Func<int, IReadOnlyList<SpokenMessage>, SpokenMessage>? Live { get; init; }

    /// <summary>What the dependency says.</summary>
    /// <param name="place">The place of the message among those of the dependency, from 0.</param>
    /// <param name="heard">What its caller has said so far.</param>
    public SpokenMessage Say(int place, IReadOnlyList<SpokenMessage> heard) => Live is null ? Recorded.Came[place] : Live(place, heard);
}
