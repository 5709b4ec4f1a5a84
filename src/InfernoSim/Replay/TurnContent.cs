using System.Net;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Replay;

/// <summary>
/// The messages that a client of gRPC sends to the service, each once as many messages of the service's have come as had come before it in the incident.
/// </summary>
/// <param name="body">The messages.</param>
/// <param name="turns">Where the client waits, in messages.</param>
internal sealed class TurnContent(ReadOnlyMemory<byte> body, IReadOnlyList<DialogueTurn> turns) : HttpContent
{
    private readonly GrpcMessageCounter _counter = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Not even the head, to begin with.
    private volatile int _came = -1;
    private volatile bool _isOver;

    /// <summary>What is waited for, once the response has begun, for a person.</summary>
    public string Awaited => $"the response had begun, and message {_came + 1} of it was awaited";

    /// <summary>The head of the response is there.</summary>
    public void Begin()
    {
        _came = 0;
        Changed();
    }

    /// <summary>More of the response's body has come.</summary>
    /// <param name="bytes">It.</param>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        _counter.Add(bytes);
        _came = _counter.Count;
        Changed();
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rest = body;
        int sent = 0;
        foreach (DialogueTurn turn in turns)
        {
            int end = GrpcMessages.EndOf(rest.Span, (int)Math.Min(turn.Sent - sent, int.MaxValue), out int messages);
            await stream.WriteAsync(rest[..end], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            rest = rest[end..];
            sent += messages;
            await ReachedAsync(turn.Came, cancellationToken);
        }

        await stream.WriteAsync(rest, cancellationToken);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isOver = true;
        Changed();
        base.Dispose(disposing);
    }

    // Where no more of the response comes, nothing is left to wait for.
    private async ValueTask ReachedAsync(long messages, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;
            if (_isOver || _came >= messages)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Changed() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
