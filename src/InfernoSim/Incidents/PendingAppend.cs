using System.Threading.Tasks.Sources;

namespace InfernoSim.Incidents;

/// <summary>
/// An event on its way to the file: the producer serialises it, the owner writes it and wakes the producer. Used again
/// for the next event once the producer has seen the outcome, so that a steady load allocates nothing.
/// </summary>
internal sealed class PendingAppend : IValueTaskSource
{
    private readonly Action<PendingAppend> _release;
    private readonly EventLine _line = new();
    private ManualResetValueTaskSourceCore<bool> _outcome = new() { RunContinuationsAsynchronously = true };
    private SerializedEvent? _made;

    public PendingAppend(Action<PendingAppend> release) => _release = release;

    /// <summary>The line before the sequence.</summary>
    public ReadOnlySpan<byte> Head => _made is null ? _line.Line[.._line.SequenceAt] : _made.Head;

    /// <summary>The line after the sequence, with its line end.</summary>
    public ReadOnlySpan<byte> Rest => _made is null ? _line.Line[(_line.SequenceAt + 1)..] : _made.Rest;

    /// <summary>Completes when the owner has written the line.</summary>
    public ValueTask Outcome => new(this, _outcome.Version);

    public void Serialize(IncidentEvent e) => _line.Write(e);

    public void Take(SerializedEvent made) => _made = made;

    /// <summary>Wakes the producer; the owner must not touch this object afterwards.</summary>
    public void Complete(Exception? failure)
    {
        if (failure is null)
        {
            _outcome.SetResult(true);
        }
        else
        {
            _outcome.SetException(failure);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _outcome.GetResult(token);
        }
        finally
        {
            _line.Clear();
            _made = null;
            _outcome.Reset();
            _release(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _outcome.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);
}
