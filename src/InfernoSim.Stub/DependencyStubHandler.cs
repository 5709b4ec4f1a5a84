using InfernoSim.Matching;
using InfernoSim.Stub.Answers;
using InfernoSim.Stub.InProcess;

namespace InfernoSim.Stub;

/// <summary>
/// Answers a service's outbound calls from an incident without sockets: the primary handler of its
/// <see cref="HttpClient"/>s. What the service sees is what it would see from a <see cref="DependencyStub"/>. Nothing is
/// ever passed on to the network.
/// </summary>
/// <remarks>
/// It takes the place of <see cref="SocketsHttpHandler"/> and so of what that one does besides sending: redirects are not
/// followed, cookies not kept and bodies not decompressed.
/// </remarks>
public sealed class DependencyStubHandler : HttpMessageHandler
{
    private readonly StubAnswers _answers;

    /// <summary>Makes a handler; any number of clients may share it.</summary>
    /// <param name="responder">Answers the calls.</param>
    public DependencyStubHandler(IDependencyResponder responder)
    {
        ArgumentNullException.ThrowIfNull(responder);
        _answers = new StubAnswers(responder);
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        await CallerContext.Leave();
        if (request is { Version.Major: >= 2, Content: not null } && RequestMessageReader.ReadHead(request) is var head && _answers.DialoguesOf(head) is { Count: > 0 } dialogues)
        {
            return await new DialogueMessage(request, head, _answers).SendAsync(dialogues, cancellationToken);
        }

        DependencyRequest call = await RequestMessageReader.ReadAsync(request, takesWebSockets: false, cancellationToken);
        DependencyAnswer answer = await _answers.AskAsync(call, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return AnswerMessage.Of(request, answer);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        // The caller asked to block. Off its context, so that nothing in here can wait for it.
        Task.Run(() => SendAsync(request, cancellationToken), cancellationToken).GetAwaiter().GetResult();
}
