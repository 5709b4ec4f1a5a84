using System.Text;
using System.Text.RegularExpressions;

namespace InfernoSim.Matching;

/// <summary>The parts of a form whose fields may be files (<c>multipart/form-data</c>, RFC 7578), by their places in its text.</summary>
internal static partial class MultipartForm
{
    private const string LineEnd = MultipartSyntax.LineEnd;
    private const string Disposition = "Content-Disposition:";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Finds them.</summary>
    /// <param name="text">The body, read as UTF-8 or, where it holds other bytes, with one character for each byte.</param>
    /// <param name="boundary">The boundary that its header names.</param>
    /// <returns>In order; the last one goes to the end where the body was cut. <see langword="null"/> where they cannot be told apart.</returns>
    public static IReadOnlyList<FormPart>? PartsOf(string text, string boundary)
    {
        IReadOnlyList<(int Start, int End)> delimiters = MultipartSyntax.Delimiters<char>(text, boundary, out bool isClosed);
        if (delimiters.Count == 0)
        {
            return null;
        }

        var parts = new List<FormPart>();
        for (int i = 0; i < delimiters.Count - (isClosed ? 1 : 0); i++)
        {
            int? next = i + 1 < delimiters.Count ? delimiters[i + 1].Start : null;
            if (PartOf(text, delimiters[i], next) is not { } part)
            {
                return null;
            }

            parts.Add(part);
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

    private static FormPart? PartOf(string text, (int Start, int End) delimiter, int? next)
    {
        int end = next ?? text.Length;
        int line = text.IndexOf(LineEnd, delimiter.End, end - delimiter.End, StringComparison.Ordinal);
        if (line < 0)
        {
            return null;
        }

        int headers = line + LineEnd.Length;
        bool hasHeaders = !text.AsSpan(headers, end - headers).StartsWith(LineEnd, StringComparison.Ordinal);
        int last = hasHeaders ? text.IndexOf(LineEnd + LineEnd, headers, end - headers, StringComparison.Ordinal) : line;
        if (last < 0)
        {
            return null;
        }

        int content = last + (2 * LineEnd.Length);
        var part = new FormPart { Start = delimiter.Start, End = end, Content = content, ContentEnd = next is null ? end : Math.Max(content, end - LineEnd.Length) };
        foreach ((int start, string field) in hasHeaders ? MultipartSyntax.HeaderLines(text[headers..last]) : [])
        {
            if (field.StartsWith(Disposition, StringComparison.OrdinalIgnoreCase))
            {
                Read(field, headers + start, part);
            }
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
