namespace InfernoSim.Incidents;

/// <summary>The events of a part of a log, as lines that need not be understood as a whole.</summary>
internal static class LogLines
{
    /// <summary>Looks at an event.</summary>
    /// <param name="line">Its line, without the line end; valid during the call.</param>
    /// <param name="head">Where it belongs.</param>
    public delegate void Visitor(ReadOnlySpan<byte> line, in EventHead head);

    /// <summary>Goes through a part of a log.</summary>
    /// <param name="path">The log.</param>
    /// <param name="from">Where the part begins, which is the beginning of a line.</param>
    /// <param name="to">Where it ends, which is the end of one; what others write behind it is left alone.</param>
    /// <param name="visit">Is shown each event.</param>
    /// <exception cref="IncidentFormatException">A line is not a JSON object.</exception>
    public static void Visit(string path, long from, long to, Visitor visit)
    {
        if (from >= to)
        {
            return;
        }

        using var reader = new LogLineReader(path, from);
        while (reader.Position < to && reader.Read() && reader.Position <= to)
        {
            if (!EventHead.TryRead(reader.Line, out EventHead head, out long column))
            {
                throw new IncidentFormatException(path, 0, column, $"The line at byte {reader.LineOffset} is not a JSON object any more: somebody has changed the log.", "Record to another folder.");
            }

            visit(reader.Line, head);
        }
    }
}
