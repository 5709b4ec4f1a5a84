using InfernoSim.Matching;

namespace InfernoSim.Jobs;

/// <summary>Answers once there is someone to answer; calls that the service makes while it starts wait for nothing and are refused.</summary>
internal sealed class LateResponder : IDependencyResponder, IOverrideListener
{
    private static readonly DependencyAnswer TooEarly =
        GatewayFailure.ToAnswer(GatewayFailure.Describe(GatewayFailure.ConnectionRefused, "the replay has not begun"));

    public IDependencyResponder? Target { get; set; }

    public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken) =>
        Target?.AnswerAsync(request, cancellationToken) ?? ValueTask.FromResult(TooEarly);

    public void Overridden(DependencyRequest request) => (Target as IOverrideListener)?.Overridden(request);
}
