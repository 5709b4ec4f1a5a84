namespace InfernoSim.Incidents;

/// <summary>What a writer that continues a log must know of it: how much of it is sound, and where the sequence stands.</summary>
/// <param name="Events">How many events it holds.</param>
/// <param name="Numbers">The numbers of its events.</param>
/// <param name="SoundLength">The length, in bytes, up to the end of the last whole event.</param>
/// <param name="TornBytes">How many bytes after that are the torn beginning of an event.</param>
/// <param name="LacksLineFeed">Whether the last whole event is not yet ended by a line feed.</param>
internal sealed record LogTail(long Events, SequenceGaps Numbers, long SoundLength, long TornBytes, bool LacksLineFeed)
{
    /// <summary>What of older events made room for newer ones; <see langword="null"/> where none did.</summary>
    public LetGo? LetGo { get; private init; }

    /// <summary>Reads through a log.</summary>
    /// <exception cref="IncidentFormatException">A line before the last one is not a JSON object.</exception>
    public static LogTail Inspect(string path)
    {
        using var reader = new LogLineReader(path);
        long events = 0;
        var numbers = new SequenceGaps();
        LetGo? letGo = null;
        while (reader.Read())
        {
            if (!EventHead.TryRead(reader.Line, out EventHead head, out long column))
            {
                (long line, long offset) = (reader.LineNumber, reader.LineOffset);
                return reader.IsLast()
                    ? new LogTail(events, numbers, offset, reader.Position - offset, LacksLineFeed: false) { LetGo = letGo }
                    : throw new IncidentFormatException(path, line, column, "Expected a JSON object on one line.", "Repair or remove the line, or record to another folder.");
            }

            letGo ??= head.LetGo;
            events++;
            numbers.Add(head.Sequence);
        }

        return new LogTail(events, numbers, reader.Position, TornBytes: 0, reader.Position > 0 && !reader.EndsWithLineFeed) { LetGo = letGo };
    }
}
