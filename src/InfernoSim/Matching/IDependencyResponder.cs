namespace InfernoSim.Matching;

/// <summary>
/// Answers a dependency call from the incident. Transports (sockets, an <see cref="System.Net.Http.HttpMessageHandler"/>)
/// hand every call to one of these and write down what it says; they decide nothing themselves.
/// A host hands it on to the stub.
/// </summary>
public interface IDependencyResponder
{
    /// <summary>
    /// Finds the recorded call, applies faults (latency is waited for in here) and says what to answer. Never throws for a
    /// call that matches nothing: that is an answer too (502 with a reason).
    /// </summary>
    /// <param name="request">The call, its body read in full.</param>
    /// <param name="cancellationToken">Cancelled when the caller went away or the replay ends.</param>
    /// <returns>What to answer.</returns>
    internal ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken);

    /// <summary>The recorded calls that a call may be of which the body is not there yet, where the caller of one of them spoke in turn with the dependency.</summary>
    /// <param name="head">The call without its body.</param>
    internal IReadOnlyList<RecordedDialogue> DialoguesOf(DependencyRequest head) => [];

    /// <summary>The recorded WebSockets that a call may be which asks for one, those first that are to be taken first.</summary>
    /// <param name="head">The call; what it will say is not there yet.</param>
    internal IReadOnlyList<AnsweredConversation> ConversationsOf(DependencyRequest head) => [];
}
