using System.IO.Pipelines;
using InfernoSim.Matching;
using InfernoSim.Stub.Answers;

namespace InfernoSim.Stub.InProcess;

/// <summary>A call in memory in which both sides speak in turn: its response is handed over when the first part of it is due.</summary>
/// <param name="request">The message.</param>
/// <param name="head">The call without its body.</param>
/// <param name="answers">Answers it.</param>
internal sealed class DialogueMessage(HttpRequestMessage request, DependencyRequest head, StubAnswers answers)
{
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pipe _sent = new();
    private readonly Pipe _answered = new();

    /// <summary>Makes the call.</summary>
    /// <param name="recorded">The recorded calls that it may be.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <returns>The response, whose body is perhaps not there in full.</returns>
    public Task<HttpResponseMessage> SendAsync(IReadOnlyList<RecordedDialogue> recorded, CancellationToken cancellationToken)
    {
        _ = Task.Run(() => CopyRequestAsync(cancellationToken), CancellationToken.None);
        _ = Task.Run(() => AnswerAsync(recorded, cancellationToken), CancellationToken.None);
        return _response.Task.WaitAsync(cancellationToken);
    }

    private async Task CopyRequestAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await request.Content!.CopyToAsync(_sent.Writer.AsStream(leaveOpen: true), cancellationToken);
        }
#pragma warning disable CA1031 // It is the content's own, and whoever reads the request is given it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        await _sent.Writer.CompleteAsync(failure);
    }

    private async Task AnswerAsync(IReadOnlyList<RecordedDialogue> recorded, CancellationToken cancellationToken)
    {
        HttpResponseMessage? begun = null;
        var dialogue = new Dialogue(recorded, async (answer, from, to, cancellation) =>
        {
            if (begun is null)
            {
                _response.TrySetResult(begun = AnswerMessage.Begin(request, answer, _answered.Reader.AsStream()));
            }

            await _answered.Writer.WriteAsync(answer.Body[Math.Max(from, 0)..to], cancellation);
        });
        Exception? failure = null;
        try
        {
            DependencyRequest call = head with { Body = await dialogue.ReadAsync(_sent.Reader, cancellationToken) };
            DependencyAnswer answer = await answers.AskAsync(call, cancellationToken);
            if (begun is null)
            {
                _response.TrySetResult(AnswerMessage.Of(request, answer));
            }
            else if (answer.Abort || !dialogue.IsBeginningOf(answer))
            {
                failure = AnswerMessage.Ended();
            }
            else
            {
                AnswerMessage.AddTrailers(begun, answer.Trailers);
                await _answered.Writer.WriteAsync(answer.Body[dialogue.Sent..], cancellationToken);
            }
        }
#pragma warning disable CA1031 // Whatever it was, the caller is told, by the response or by its body.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
            _response.TrySetException(error);
        }

        await _answered.Writer.CompleteAsync(failure);
        await _sent.Reader.CompleteAsync();
    }
}
