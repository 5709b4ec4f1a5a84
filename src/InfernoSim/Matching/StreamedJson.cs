namespace InfernoSim.Matching;

/// <summary>
/// The documents in a text of several: the data of the events of an event stream (the HTML standard, section 9.2.6), or the lines of newline-delimited JSON.
/// </summary>
internal sealed class StreamedJson
{
    private readonly List<(int In, int At)> _lines = [];

    private StreamedJson()
    {
    }

    /// <summary>The document.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Where it begins in the text around it.</summary>
    public int Start => _lines[0].At;

    /// <summary>Where it ends.</summary>
    public int End => EndOf(Text.Length);

    /// <summary>Whether it is to be JSON: what ends a stream of it may be a word, also one in brackets.</summary>
    public bool IsJson => Text.AsSpan().Trim() is ['{', ..] or ['[', not (>= 'A' and <= 'Z'), ..];

    /// <summary>Whether a type is of such a text.</summary>
    /// <param name="contentType">The field value of <c>Content-Type</c>.</param>
    public static bool Is(string? contentType) => MediaType.IsEventStream(contentType) || MediaType.IsJsonLines(contentType);

    /// <summary>The documents of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="contentType">Its type, which is of such a text.</param>
    public static IEnumerable<StreamedJson> In(string text, string? contentType)
    {
        bool areEvents = MediaType.IsEventStream(contentType);
        var document = new StreamedJson();
        foreach ((int start, int end) in LinesOf(text))
        {
            if (areEvents && start < end)
            {
                if (DataIn(text, start, end) is { } data)
                {
                    document.Add(text, data, end);
                }

                continue;
            }

            if (!areEvents)
            {
                document.Add(text, start, end);
            }

            if (document._lines.Count > 0)
            {
                yield return document;
                document = new StreamedJson();
            }
        }

        if (document._lines.Count > 0)
        {
            yield return document;
        }
    }

    /// <summary>Where in the text around it something begins.</summary>
    /// <param name="position">Where in the document.</param>
    public int StartOf(int position) => PlaceOf(position, position);

    /// <summary>Where in the text around it something ends.</summary>
    /// <param name="position">Where in the document.</param>
    public int EndOf(int position) => PlaceOf(position, position - 1);

    private int PlaceOf(int position, int within)
    {
        int last = Math.Max(0, _lines.FindLastIndex(line => line.In <= within));
        return _lines[last].At + position - _lines[last].In;
    }

    private void Add(string text, int start, int end)
    {
        Text = _lines.Count == 0 ? text[start..end] : $"{Text}\n{text[start..end]}";
        _lines.Add((Text.Length - (end - start), start));
    }

    private static int? DataIn(string text, int start, int end)
    {
        const string Field = "data:";
        int data = start + Field.Length;
        return text.AsSpan(start, end - start).StartsWith(Field, StringComparison.Ordinal) ? data < end && text[data] == ' ' ? data + 1 : data : null;
    }

    private static IEnumerable<(int Start, int End)> LinesOf(string text)
    {
        for (int start = text.StartsWith('\uFEFF') ? 1 : 0; start < text.Length;)
        {
            int end = text.AsSpan(start).IndexOfAny('\r', '\n') is var length and >= 0 ? start + length : text.Length;
            yield return (start, end);
            start = end + (text.AsSpan(end).StartsWith("\r\n", StringComparison.Ordinal) ? 2 : 1);
        }
    }
}
