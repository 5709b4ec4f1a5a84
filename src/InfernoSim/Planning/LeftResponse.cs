using InfernoSim.Incidents;

namespace InfernoSim.Planning;

/// <summary>
/// What was recorded of a response that its client left before the end, such as an event stream without one. A replay reads as
/// much, and leaves as well.
/// </summary>
internal sealed class LeftResponse
{
    private readonly int _events;

    private LeftResponse(ReadOnlyMemory<byte> recorded, int events)
    {
        Recorded = recorded;
        _events = events;
    }

    /// <summary>The recorded beginning: of an event stream the whole events of it, for the client may have left in the middle of one.</summary>
    public ReadOnlyMemory<byte> Recorded { get; }

    /// <summary>Reads it from a recorded response.</summary>
    /// <param name="response">The response.</param>
    /// <returns>What there is of it.</returns>
    public static LeftResponse Of(IncidentEvent response)
    {
        ReadOnlyMemory<byte> kept = response.Body.GetBytes();
        bool isEventStream = response.Headers.TryGetFirst("Content-Type", out string? type)
            && type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
            && response.Headers.Values("Content-Encoding").Count == 0;
        var progress = new Progress();
        if (isEventStream)
        {
            progress.Advance(kept.Span, int.MaxValue);
        }

        return progress.Events == 0 ? new LeftResponse(kept, 0) : new LeftResponse(kept[..progress.End], progress.Events);
    }

    /// <summary>How much of what was received is to be compared.</summary>
    /// <param name="progress">Of this response.</param>
    /// <param name="received">All that has come so far.</param>
    /// <returns>As many events as were recorded, or as many bytes; -1 while there is not enough.</returns>
    public int EnoughOf(Progress progress, ReadOnlySpan<byte> received)
    {
        if (_events == 0)
        {
            return received.Length >= Recorded.Length ? Recorded.Length : -1;
        }

        progress.Advance(received, _events);
        return progress.Events == _events ? progress.End : -1;
    }

    /// <summary>How far a response has been looked through for the ends of events: empty lines.</summary>
    internal sealed class Progress
    {
        private int _lineStart;

        /// <summary>How many events there are up to <see cref="End"/>.</summary>
        public int Events { get; private set; }

        /// <summary>Where the last of them ends.</summary>
        public int End { get; private set; }

        /// <summary>Looks on.</summary>
        /// <param name="received">All that has come so far.</param>
        /// <param name="most">Stops after so many events.</param>
        public void Advance(ReadOnlySpan<byte> received, int most)
        {
            while (Events < most && received[_lineStart..].IndexOf((byte)'\n') is var length && length >= 0)
            {
                ReadOnlySpan<byte> line = received.Slice(_lineStart, length).TrimEnd((byte)'\r');
                _lineStart += length + 1;
                if (line.IsEmpty)
                {
                    Events++;
                    End = _lineStart;
                }
            }
        }
    }
}
