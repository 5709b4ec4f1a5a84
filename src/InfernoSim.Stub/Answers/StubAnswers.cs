using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Stub.Answers;

/// <summary>
/// The one way from a call to an answer, for every transport: asks the responder, and makes what it says something that
/// HTTP can carry.
/// </summary>
/// <param name="responder">Answers from the incident.</param>
internal sealed class StubAnswers(IDependencyResponder responder)
{
    private const string Connect = "CONNECT";

    /// <summary>Asks for the answer to a call. Never throws.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>
    /// An answer with status 0 and <see cref="DependencyAnswer.Abort"/>, or one with a status from 200 to 999 and legal fields.
    /// </returns>
    public ValueTask<DependencyAnswer> AskAsync(DependencyRequest request, CancellationToken cancellationToken) => AskAsync(request, isSpoken: false, cancellationToken);

    /// <summary>Asks for the answer to what was said on a WebSocket. Never throws.</summary>
    /// <param name="request">The call, with all that its caller said as its body.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>As of any other call, or with status 101 and what the dependency says as its body.</returns>
    public ValueTask<DependencyAnswer> AskSpokenAsync(DependencyRequest request, CancellationToken cancellationToken) => AskAsync(request, isSpoken: true, cancellationToken);

    private async ValueTask<DependencyAnswer> AskAsync(DependencyRequest request, bool isSpoken, CancellationToken cancellationToken)
    {
        DependencyAnswer answer;
        try
        {
            answer = await responder.AnswerAsync(request, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return DependencyAnswer.Closed;
        }
#pragma warning disable CA1031 // Whatever it was: the service under test gets an answer that says so, and never another's.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Failure("The stub could not answer.", $"{error.GetType().Name}: {error.Message}");
        }

        if (answer.Status == 0)
        {
            return answer.Reset ? DependencyAnswer.WasReset : DependencyAnswer.Closed;
        }

        if (request.Method == Connect && answer.Status is >= 200 and < 300)
        {
            return Failure("The tunnel was refused.", "https calls are answered only by a certificate authority that the service trusts, and what passed through a tunnel unseen not at all");
        }

        return WhatHttpCannotCarry(answer, isSpoken) is { } reason ? Failure("The recorded answer cannot be sent.", reason) : answer;
    }

    /// <summary>The recorded calls that a call may be of which the body is not there yet; none where it is waited for in full.</summary>
    /// <param name="head">The call without its body.</param>
    public IReadOnlyList<RecordedDialogue> DialoguesOf(DependencyRequest head) => [.. responder.DialoguesOf(head).Where(dialogue => WhatHttpCannotCarry(dialogue.Answer) is null)];

    /// <summary>The recorded WebSockets that a call may be which asks for one; none where it is answered as any other.</summary>
    /// <param name="head">The call.</param>
    public IReadOnlyList<AnsweredConversation> ConversationsOf(DependencyRequest head) =>
        [.. responder.ConversationsOf(head).Where(conversation => WhatHttpCannotCarry(conversation.Answer, isSpoken: true) is null)];

    /// <summary>Tells the responder of a call that it may not be asked about.</summary>
    /// <param name="request">The call.</param>
    /// <returns>Is told how the call ended, where the responder wants to know.</returns>
    public IMappedCall? Begin(DependencyRequest request) => (responder as IOverrideListener)?.Begin(request);

    /// <summary>Tells the responder of a call that it is not asked about.</summary>
    /// <param name="request">The call.</param>
    public void Overridden(DependencyRequest request) => (responder as IOverrideListener)?.Overridden(request);

    private static string? WhatHttpCannotCarry(DependencyAnswer answer, bool isSpoken = false)
    {
        if (answer.Status is < 200 or > 999 && !(isSpoken && answer.Status == 101))
        {
            return $"status {answer.Status} is not one of a final response (200 to 999)";
        }

        if (answer.Reason is not null && !HttpText.IsFieldValue(answer.Reason))
        {
            return "the reason phrase holds control characters";
        }

        return IllegalField(answer.Headers) ?? IllegalField(answer.Trailers);
    }

    private static string? IllegalField(HeaderMap fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            (string name, IReadOnlyList<string> values) = fields[i];
            if (!HttpText.IsFieldName(name))
            {
                return $"'{name}' is not a field name";
            }

            for (int v = 0; v < values.Count; v++)
            {
                if (!HttpText.IsFieldValue(values[v]))
                {
                    return $"the value of field '{name}' holds control characters";
                }
            }
        }

        return null;
    }

    private static DependencyAnswer Failure(string title, string reason) => ProblemAnswer.Of(502, title, ("reason", reason));
}
