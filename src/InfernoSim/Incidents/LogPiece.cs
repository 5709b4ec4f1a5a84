namespace InfernoSim.Incidents;

/// <summary>Where in a log a body is, as a base64 string or as JSON, and how to know that it is still the same.</summary>
/// <param name="Field">Its field.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Offset">The offset of its opening quote or bracket in the file.</param>
/// <param name="Length">Its length with both quotes or brackets, in bytes.</param>
/// <param name="Hash">Of the same bytes.</param>
internal readonly record struct LogPiece(EventField Field, long Line, long Offset, int Length, ulong Hash)
{
    /// <summary>Whether it is JSON in clear.</summary>
    public bool IsJson => Field is EventField.Statement or EventField.Result;

    /// <summary>How many bytes base64 text stands for; at least one for any text, so that text which is not base64 is not taken for nothing.</summary>
    public static int DecodedLength(ReadOnlySpan<byte> text)
    {
        int padding = text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0;
        return ((text.Length + 3) / 4 * 3) - padding;
    }
}
