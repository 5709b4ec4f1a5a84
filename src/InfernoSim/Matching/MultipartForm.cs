using System.Text;
using System.Text.RegularExpressions;

namespace InfernoSim.Matching;

/// <summary>The parts of a form whose fields may be files (<c>multipart/form-data</c>, RFC 7578), by their places in its text.</summary>
internal static partial class MultipartForm
{
    private const string LineEnd = "\r\n";
    private const string Disposition = "Content-Disposition:";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Finds them.</summary>
    /// <param name="text">The body, read as UTF-8 or, where it holds other bytes, with one character for each byte.</param>
    /// <param name="boundary">The boundary that its header names.</param>
    /// <returns>In order; the last one goes to the end where the body was cut. <see langword="null"/> where they cannot be told apart.</returns>
    public static IReadOnlyList<FormPart>? PartsOf(string text, string boundary)
    {
        string delimiter = "--" + boundary;
        var parts = new List<FormPart>();
        int at = Find(delimiter, text, 0);
        if (at < 0)
        {
            return null;
        }

        while (at < text.Length && !text.AsSpan(at + delimiter.Length).StartsWith("--", StringComparison.Ordinal))
        {
            int line = text.IndexOf(LineEnd, at, StringComparison.Ordinal);
            int next = line < 0 ? -1 : Find(delimiter, text, line);
            int end = next < 0 ? text.Length : next;
            if (line < 0 || PartOf(text, at, line + LineEnd.Length, end, next < 0) is not { } part)
            {
                return null;
            }

            parts.Add(part);
            at = end;
        }

        return parts;
    }

    /// <summary>What a value says that was read with one character for each byte: the text that the bytes are in UTF-8, where they are.</summary>
    /// <param name="value">The value, which may also be that text already.</param>
    public static string TextOf(string value)
    {
        if (!value.AsSpan().ContainsAnyInRange('\u0080', '\u00FF') || value.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF'))
        {
            return value;
        }

        try
        {
            return Strict.GetString(Encoding.Latin1.GetBytes(value));
        }
        catch (DecoderFallbackException)
        {
            return value;
        }
    }

    // At the beginning of a line.
    private static int Find(string delimiter, string text, int from)
    {
        int at = text.IndexOf(delimiter, from, StringComparison.Ordinal);
        while (at > 0 && text[at - 1] != '\n')
        {
            at = text.IndexOf(delimiter, at + 1, StringComparison.Ordinal);
        }

        return at;
    }

    private static FormPart? PartOf(string text, int start, int headers, int end, bool isCut)
    {
        bool hasHeaders = !text.AsSpan(headers, end - headers).StartsWith(LineEnd, StringComparison.Ordinal);
        int last = hasHeaders ? text.IndexOf(LineEnd + LineEnd, headers, end - headers, StringComparison.Ordinal) : headers - LineEnd.Length;
        if (last < 0)
        {
            return null;
        }

        int content = last + (2 * LineEnd.Length);
        var part = new FormPart { Start = start, End = end, Content = content, ContentEnd = isCut ? end : Math.Max(content, end - LineEnd.Length) };
        for (int line = headers; line < last;)
        {
            int next = text.IndexOf(LineEnd, line, last - line, StringComparison.Ordinal) is var found and >= 0 ? found : last;
            if (text.AsSpan(line, next - line).StartsWith(Disposition, StringComparison.OrdinalIgnoreCase))
            {
                Read(text[line..next], line, part);
            }

            line = next + LineEnd.Length;
        }

        return part;
    }

    private static void Read(string disposition, int at, FormPart part)
    {
        foreach (Match parameter in Parameter().Matches(disposition))
        {
            Group value = parameter.Groups["value"];
            bool isQuoted = parameter.Groups["quoted"].Success;
            switch (parameter.Groups["key"].Value.ToLowerInvariant())
            {
                case "name":
                    part.Name = TextOf(isQuoted ? HeaderSyntax.Unquote($"\"{value.Value}\"") : value.Value);
                    break;
                case "filename":
                    part.FileNames.Add(new FileNamePlace(at + value.Index, value.Length, isQuoted ? FileNameForm.Quoted : FileNameForm.Bare));
                    break;
                case "filename*" when value.Value.LastIndexOf('\'') is var before and >= 0:
                    part.FileNames.Add(new FileNamePlace(at + value.Index + before + 1, value.Length - before - 1, FileNameForm.Encoded));
                    break;
            }
        }
    }

    [GeneratedRegex(@";\s*(?<key>[^=;\s]+)\s*=\s*(?:(?<quoted>"")(?<value>(?:[^""\\]|\\.)*)""|(?<value>[^;\s]*))", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}

/// <summary>A part, by the places of what it holds.</summary>
internal sealed record FormPart
{
    /// <summary>The name of the field; <see langword="null"/> where there is none.</summary>
    public string? Name { get; set; }

    /// <summary>Where its delimiter begins.</summary>
    public int Start { get; init; }

    /// <summary>Where the next delimiter begins.</summary>
    public int End { get; init; }

    /// <summary>Where its content begins.</summary>
    public int Content { get; init; }

    /// <summary>Where its content ends.</summary>
    public int ContentEnd { get; init; }

    /// <summary>The names of the file that it is: none, one, or the same in two forms.</summary>
    public List<FileNamePlace> FileNames { get; } = [];
}

/// <summary>Where the name of a file stands.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its length.</param>
/// <param name="Form">How it is written.</param>
internal readonly record struct FileNamePlace(int Start, int Length, FileNameForm Form);

/// <summary>How the name of a file is written.</summary>
internal enum FileNameForm
{
    /// <summary>In quotes.</summary>
    Quoted,

    /// <summary>Without any.</summary>
    Bare,

    /// <summary>Percent-encoded, as RFC 8187 has it.</summary>
    Encoded,
}
