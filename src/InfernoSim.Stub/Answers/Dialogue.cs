using System.Buffers;
using System.IO.Pipelines;
using InfernoSim.Matching;

namespace InfernoSim.Stub.Answers;

/// <summary>
/// A call in which both sides speak in turn: what was answered to a part of the request is sent once that part is there, as the caller may wait for it
/// before it goes on. The whole request is then matched as any other.
/// </summary>
/// <param name="recorded">The recorded calls that it may be.</param>
/// <param name="send">Sends the head of an answer where that was not sent, and its body from one place to another.</param>
internal sealed class Dialogue(IReadOnlyList<RecordedDialogue> recorded, Func<DependencyAnswer, int, int, CancellationToken, ValueTask> send)
{
    private RecordedDialogue? _taken;

    /// <summary>How many bytes of the answer's body were sent; -1 where not even its head was.</summary>
    public int Sent { get; private set; } = -1;

    /// <summary>Reads the request, and answers what can be answered meanwhile.</summary>
    /// <param name="request">The request's body.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <returns>The request's body: all of it, or as far as it came where no recorded call goes like this.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(PipeReader request, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        while (await AnswerAsync(body.WrittenMemory, cancellationToken))
        {
            ReadResult read = await request.ReadAsync(cancellationToken);
            foreach (ReadOnlyMemory<byte> part in read.Buffer)
            {
                body.Write(part.Span);
            }

            request.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        return body.WrittenMemory;
    }

    /// <summary>Whether what was sent is the beginning of an answer.</summary>
    /// <param name="answer">The answer.</param>
    public bool IsBeginningOf(DependencyAnswer answer) =>
        Sent < 0 || (answer.Status == _taken!.Answer.Status && answer.Body.Span.StartsWith(_taken.Answer.Body.Span[..Sent]));

    // What was taken for one recorded call may turn out to be another that began like it.
    private async ValueTask<bool> AnswerAsync(ReadOnlyMemory<byte> sent, CancellationToken cancellationToken)
    {
        long reached = _taken?.ReachedBy(sent) ?? -1;
        if (reached < 0)
        {
            (RecordedDialogue Call, long Reached)[] alike = [.. recorded.Select(other => (Call: other, Reached: other.ReachedBy(sent))).Where(other => other.Reached >= 0 && IsBeginningOf(other.Call.Answer))];
            if (alike.Length == 0)
            {
                return false;
            }

            (RecordedDialogue Call, long Reached)[] due = [.. alike.Where(other => other.Call.CameBy(other.Reached) > Sent)];
            if (due.Length == 0)
            {
                return true;
            }

            int begun = Array.FindIndex(due, other => other.Call.TryBegin());
            (_taken, reached) = due[Math.Max(0, begun)];
        }

        int came = _taken!.CameBy(reached);
        if (came > Sent)
        {
            (int from, Sent) = (Sent, came);
            await send(_taken.Answer, from, came, cancellationToken);
        }

        return true;
    }
}
