namespace InfernoSim.Scrubbing;

/// <summary>Where in a body something is once secrets in it were replaced: what ended with a message, or a line, ends with it still.</summary>
internal sealed class MovedPlaces
{
    private readonly List<(long Before, long After)> _ends;

    private MovedPlaces(List<(long Before, long After)> ends) => _ends = ends;

    /// <summary>By where messages ended, and where they end now.</summary>
    /// <param name="ends">In order.</param>
    public static MovedPlaces Of(List<(long Before, long After)> ends) => new(ends);

    /// <summary>By the lines of a text.</summary>
    /// <param name="before">The text as it was, in UTF-8.</param>
    /// <param name="after">The text as it is.</param>
    /// <returns><see langword="null"/> where it has more lines now, or fewer.</returns>
    public static MovedPlaces? OfLines(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (before.Count((byte)'\n') != after.Count((byte)'\n'))
        {
            return null;
        }

        var ends = new List<(long Before, long After)>();
        (long was, long became) = (0, 0);
        while (before.IndexOf((byte)'\n') is var line && line >= 0)
        {
            int now = after.IndexOf((byte)'\n');
            ends.Add((was += line + 1, became += now + 1));
            before = before[(line + 1)..];
            after = after[(now + 1)..];
        }

        ends.Add((was + before.Length, became + after.Length));
        return new MovedPlaces(ends);
    }

    /// <summary>Where a place is now.</summary>
    /// <param name="place">Where it was, in bytes.</param>
    public long PlaceOf(long place)
    {
        int next = _ends.FindIndex(end => end.Before > place);
        (long before, long after) = next == 0 || _ends.Count == 0 ? (0, 0) : next < 0 ? _ends[^1] : _ends[next - 1];
        long moved = after + place - before;
        return next < 0 ? moved : Math.Min(moved, _ends[next].After);
    }
}
