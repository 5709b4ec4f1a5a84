using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Recording;

/// <summary>
/// Takes down how far the response of a call had come each time that the caller went on. Not by the clock: an answer may take less
/// than a clock can tell. Thread-safe.
/// </summary>
/// <param name="memory">Where the memory for it comes from; <see langword="null"/> where nobody counts it.</param>
internal sealed class DialogueTurns(IBodyMemory? memory = null)
{
    // What goes on beyond this is replayed as one part, once the whole request is there.
    private const int MostTurns = 4096;

    private readonly Lock _lock = new();
    private readonly HeldMemory _memory = new(memory);
    private readonly List<DialogueTurn> _turns = [];
    private long _sent;
    private long _came;
    private bool _isNew;
    private bool _isOver;
    private bool _isSent;

    /// <summary>Whether there was no memory for it.</summary>
    public bool IsRefused => _memory.IsRefused;

    /// <summary>More of the request passes; 0 where it begins anew.</summary>
    /// <param name="bytes">How many bytes that makes.</param>
    public void Sent(long bytes)
    {
        lock (_lock)
        {
            if (bytes == 0)
            {
                _turns.Clear();
                (_isNew, _isOver, _isSent) = (false, false, false);
            }

            GoOn();
            _sent = bytes;
        }
    }

    /// <summary>The request is over, which may be seen more than once.</summary>
    public void SentAll()
    {
        lock (_lock)
        {
            GoOn();
            (_isOver, _isSent) = (true, true);
        }
    }

    /// <summary>The response is over, and nobody listens any more.</summary>
    public void CameAll()
    {
        lock (_lock)
        {
            _isOver = true;
        }
    }

    /// <summary>More of the response has come; 0 for its headers, of which later ones take the place of earlier ones.</summary>
    /// <param name="bytes">How many bytes of its body that makes.</param>
    public void Came(long bytes)
    {
        lock (_lock)
        {
            _came = bytes;
            _isNew = true;
        }
    }

    /// <summary>What was taken down.</summary>
    public IReadOnlyList<DialogueTurn> Seal()
    {
        lock (_lock)
        {
            return [.. _turns];
        }
    }

    /// <summary>What was taken down, in messages of gRPC in place of bytes.</summary>
    /// <param name="request">The request's body, as far as it was kept.</param>
    /// <param name="response">The response's body, as far as it was kept.</param>
    /// <returns>None where the request is no messages.</returns>
    public IReadOnlyList<DialogueTurn> SealInMessages(ReadOnlyMemory<byte> request, ReadOnlyMemory<byte> response)
    {
        List<DialogueTurn> turns;
        lock (_lock)
        {
            // Who has not ended the request by now has waited for all that came.
            turns = [.. _turns, .. _isNew && !_isSent ? (DialogueTurn[])[new(_sent, _came)] : []];
        }

        if (turns.Count == 0 || GrpcMessages.EndOf(request.Span, int.MaxValue, out _) != request.Length)
        {
            return [];
        }

        var sent = new MessagePlace(request);
        var came = new MessagePlace(response);
        return turns.ConvertAll(turn => new DialogueTurn(sent.Reach(turn.Sent), came.Reach(turn.Came)));
    }

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _memory.Release();
        }
    }

    private void GoOn()
    {
        if (_isNew && !_isOver && _turns.Count < MostTurns)
        {
            _memory.Add(_turns, new DialogueTurn(_sent, _came));
        }

        _isNew = false;
    }

    /// <summary>Goes through a body message by message.</summary>
    private sealed class MessagePlace(ReadOnlyMemory<byte> body)
    {
        private int _end;
        private int _messages;

        public int Reach(long bytes)
        {
            _end += GrpcMessages.EndOf(body.Span[_end..(int)Math.Clamp(bytes, _end, body.Length)], int.MaxValue, out int more);
            return _messages += more;
        }
    }
}
