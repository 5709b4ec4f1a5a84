using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Jobs;

/// <summary>
/// Answers once there is someone to answer; calls that the service makes while it starts wait for nothing and are refused. Its statements are
/// answered by then: a service that asks its database before it listens would not start without.
/// </summary>
/// <param name="background">What was recorded of the service's own work.</param>
internal sealed class LateResponder(IgnoredCalls background) : IDependencyResponder, IOverrideListener
{
    private static readonly DependencyAnswer TooEarly =
        GatewayFailure.ToAnswer(GatewayFailure.Describe(GatewayFailure.ConnectionRefused, "the replay has not begun"));

    public IDependencyResponder? Target { get; set; }

    public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken) =>
        Target?.AnswerAsync(request, cancellationToken) ?? ValueTask.FromResult(BeforeTheReplay(request));

    public IReadOnlyList<RecordedDialogue> DialoguesOf(DependencyRequest head) => Target?.DialoguesOf(head) ?? [];

    public IReadOnlyList<AnsweredConversation> ConversationsOf(DependencyRequest head) => Target?.ConversationsOf(head) ?? [];

    public IMappedCall? Begin(DependencyRequest request) => (Target as IOverrideListener)?.Begin(request);

    public void Overridden(DependencyRequest request) => (Target as IOverrideListener)?.Overridden(request);

    private DependencyAnswer BeforeTheReplay(DependencyRequest request) =>
        (request.IsStatement ? background.Answer(new CallProbe(request, OwnIds.None)) : null) ?? TooEarly;
}
