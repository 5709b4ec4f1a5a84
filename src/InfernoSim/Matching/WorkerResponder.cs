namespace InfernoSim.Matching;

/// <summary>Answers the calls of a service that one worker has for itself: whatever names no exchange is that worker's.</summary>
/// <param name="inner">Answers them.</param>
/// <param name="worker">The worker, from 0.</param>
internal sealed class WorkerResponder(IDependencyResponder inner, int worker) : IDependencyResponder
{
    /// <inheritdoc/>
    public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken) =>
        inner.AnswerAsync(request with { Worker = worker }, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<RecordedDialogue> DialoguesOf(DependencyRequest head) => inner.DialoguesOf(head with { Worker = worker });

    /// <inheritdoc/>
    public IReadOnlyList<AnsweredConversation> ConversationsOf(DependencyRequest head) => inner.ConversationsOf(head with { Worker = worker });
}
