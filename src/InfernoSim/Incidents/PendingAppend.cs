using System.Text.Json;
using System.Threading.Tasks.Sources;

namespace InfernoSim.Incidents;

/// <summary>
/// An event on its way to the file: the producer serialises it, the owner writes it and wakes the producer. Used again
/// for the next event once the producer has seen the outcome, so that a steady load allocates nothing.
/// </summary>
internal sealed class PendingAppend : IValueTaskSource
{
    private readonly Action<PendingAppend> _release;
    private readonly LineBuffer _line = new();
    private readonly Utf8JsonWriter _json;
    private ManualResetValueTaskSourceCore<bool> _outcome = new() { RunContinuationsAsynchronously = true };
    private int _sequenceAt;

    public PendingAppend(Action<PendingAppend> release)
    {
        _release = release;
        _json = EventSerializer.CreateWriter(_line);
    }

    /// <summary>The line before the sequence.</summary>
    public ReadOnlySpan<byte> Head => _line.Written[.._sequenceAt];

    /// <summary>The line after the sequence, with its line end.</summary>
    public ReadOnlySpan<byte> Rest => _line.Written[(_sequenceAt + 1)..];

    /// <summary>Completes when the owner has written the line.</summary>
    public ValueTask Outcome => new(this, _outcome.Version);

    public void Serialize(IncidentEvent e)
    {
        _line.Clear();
        _json.Reset();
        _sequenceAt = EventSerializer.Write(e, _line, _json);
    }

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
            _outcome.Reset();
            _release(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _outcome.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);
}
