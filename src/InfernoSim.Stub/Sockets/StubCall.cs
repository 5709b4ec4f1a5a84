using InfernoSim.Matching;
using InfernoSim.Stub.Answers;

namespace InfernoSim.Stub.Sockets;

/// <summary>
/// One call on its way through WireMock, which only decides whether the recording answers it or a mapping of the user's.
/// It is a feature of the connection's request, so that mappings, which see WireMock's own request, do not see it.
/// </summary>
/// <param name="request">The call as it was on the wire.</param>
/// <param name="answers">Answers it.</param>
internal sealed class StubCall(DependencyRequest request, StubAnswers answers)
{
    private IMappedCall? _mapped;

    /// <summary>The call as it was on the wire.</summary>
    public DependencyRequest Request => request;

    /// <summary>The answer from the recording, once it was asked for.</summary>
    public DependencyAnswer? Answer { get; private set; }

    /// <summary>The response is about to be sent: what is not from the recording is from a mapping of the user's.</summary>
    /// <returns>A completed task.</returns>
    public Task OnResponseStarting()
    {
        if (Answer is null)
        {
            answers.Overridden(request);
        }

        return Task.CompletedTask;
    }

    /// <summary>There are mappings of the user's, and one of them may answer: what it takes is the dependency's time.</summary>
    public void BeginMapping() => _mapped = answers.Begin(request);

    /// <summary>The call is over.</summary>
    /// <param name="status">The status that a mapping answered with; 0 when none answered.</param>
    public void EndMapping(int status) => Interlocked.Exchange(ref _mapped, null)?.End(status);

    /// <summary>Asks the recording.</summary>
    /// <param name="cancellationToken">Cancelled when the caller goes away or the stub is disposed.</param>
    /// <returns>Completes when <see cref="Answer"/> is there.</returns>
    public async ValueTask AnswerAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _mapped, null)?.Leave();
        Answer = await answers.AskAsync(request, cancellationToken);
    }
}
