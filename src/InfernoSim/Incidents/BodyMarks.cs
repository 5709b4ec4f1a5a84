using System.Buffers;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using InfernoSim.Privacy;

namespace InfernoSim.Incidents;

/// <summary>
/// The marks of tokens in a response body, which is recorded as it is: they tie the token to the requests that send it in a
/// redacted header. They are the optional field <c>credentialMarks</c> of an event: an object of JSON Pointers, or names of
/// <see cref="HtmlFields"/>, and marks.
/// </summary>
internal static class BodyMarks
{
    /// <summary>The name of the field.</summary>
    public const string Field = "credentialMarks";

    // The caller of a capture proxy waits while a page is parsed: only those that may hold a token against forged requests are. In the usual spellings.
    private static readonly byte[][] PageSigns = Spellings(["token", "csrf", "xsrf"]);

    /// <summary>The longest body that is searched, in bytes: tokens are handed out in short documents, and in pages.</summary>
    public const int LargestBody = 256 * 1024;

    // Of a token. Shorter ones would be found by accident, longer ones in no header.
    private const int Shortest = 8;
    private const int Longest = 8 * 1024;

    // Of a name, in bytes.
    private const int LongestBuffered = 256;

    /// <summary>The field for a body.</summary>
    /// <param name="content">The whole body, decoded.</param>
    /// <param name="marks">The marks of the recording.</param>
    /// <returns>A JSON object; <see langword="null"/> when the body holds no token.</returns>
    public static ReadOnlyMemory<byte>? Of(ReadOnlyMemory<byte> content, SecretMarks marks)
    {
        int first = content.Span.IndexOfAnyExcept(" \r\n\t\uFEFF"u8);
        if (content.Length > LargestBody || first < 0 || content.Span[first] is not ((byte)'{' or (byte)'[' or (byte)'<') || !MayHoldToken(content.Span))
        {
            return null;
        }

        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        switch (content.Span[first])
        {
            case (byte)'{' or (byte)'[':
                AddJson(content[first..], "", marks, found);
                break;
            case (byte)'<' when ContainsAny(content.Span, PageSigns):
                AddHtml(content, marks, found);
                break;
        }

        // Not by a plain null, which would become empty memory: no JSON, which cannot be written down.
        return found.Count == 0 ? default(ReadOnlyMemory<byte>?) : Write(found);
    }

    /// <summary>Reads the field of an event.</summary>
    /// <param name="response">The event.</param>
    /// <returns>Places and marks.</returns>
    public static IReadOnlyDictionary<string, string> Read(IncidentEvent response)
    {
        ReadOnlyMemory<byte> json = response.UnknownFields.FirstOrDefault(field => field.Key == Field).Value;
        if (json.IsEmpty)
        {
            return new Dictionary<string, string>();
        }

        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind != JsonValueKind.Object
            ? new Dictionary<string, string>()
            : document.RootElement.EnumerateObject().Where(mark => mark.Value.ValueKind == JsonValueKind.String).DistinctBy(mark => mark.Name).ToDictionary(mark => mark.Name, mark => mark.Value.GetString()!);
    }

    /// <summary>A look at the bytes, which spares most responses the parsing.</summary>
    /// <param name="body">A body, decoded.</param>
    public static bool MayHoldToken(ReadOnlySpan<byte> body) => TextLook.At(body, CredentialNames.MayHold) != false;

    private static bool ContainsAny(ReadOnlySpan<byte> body, byte[][] signs)
    {
        foreach (byte[] sign in signs)
        {
            if (body.IndexOf(sign) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddHtml(ReadOnlyMemory<byte> content, SecretMarks marks, SortedDictionary<string, string> to)
    {
        using IDocument page = HtmlFields.Parse(content);
        foreach ((string place, string name, string value) in HtmlFields.In(page))
        {
            AddToken(place, name, value, marks, to);
        }

        foreach ((string place, ReadOnlyMemory<byte> json) in HtmlFields.DataIn(page))
        {
            AddJson(json, place, marks, to);
        }
    }

    private static void AddJson(ReadOnlyMemory<byte> content, string place, SecretMarks marks, SortedDictionary<string, string> to)
    {
        var members = new List<(Place At, string Name, string Value)>();
        try
        {
            var reader = new Utf8JsonReader(content.Span);
            Span<char> buffer = stackalloc char[LongestBuffered];
            while (reader.Read())
            {
                AddMembers(ref reader, new Place(null, place, 0), buffer, members);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // It is none, or half of a character is escaped in it.
            return;
        }

        foreach ((Place at, string name, string value) in members)
        {
            AddToken(at.ToString(), name, value, marks, to);
        }
    }

    // The members of a container that may be tokens, in it and below.
    private static void AddMembers(ref Utf8JsonReader reader, Place at, scoped Span<char> buffer, List<(Place At, string Name, string Value)> to)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        for (int index = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
        {
            scoped ReadOnlySpan<char> name = default;
            if (isObject)
            {
                name = reader.ValueSpan.Length <= buffer.Length ? buffer[..reader.CopyString(buffer)] : reader.GetString();
                reader.Read();
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                AddMembers(ref reader, new Place(at, isObject ? name.ToString() : null, index), buffer, to);
            }
            else if (reader.TokenType == JsonTokenType.String && CredentialNames.MayBeOne(name))
            {
                to.Add((new Place(at, name.ToString(), index), name.ToString(), reader.GetString()!));
            }
        }
    }

    private static void AddToken(string place, string name, string value, SecretMarks marks, SortedDictionary<string, string> to)
    {
        bool isToken = CredentialNames.Contain(name) || (CredentialNames.MayHold(name) && value.Length is >= Shortest and <= Longest && !value.AsSpan().ContainsAny(" \r\n\t"));
        if (isToken)
        {
            to[place] = marks.Of(value);
        }
    }

    private static byte[][] Spellings(string[] signs) =>
        [.. signs.SelectMany(sign => (string[])[sign, sign.ToUpperInvariant(), char.ToUpperInvariant(sign[0]) + sign[1..]]).Select(Encoding.ASCII.GetBytes)];

    private static ReadOnlyMemory<byte> Write(SortedDictionary<string, string> found)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach ((string place, string mark) in found)
            {
                json.WriteString(place, mark);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // A step of a JSON Pointer: most lead to no token, and none of them is written.
    private sealed record Place(Place? Above, string? Name, int Index)
    {
        public override string ToString() => Above is null
            ? Name!
            : $"{Above}/{Name?.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) ?? $"{Index}"}";
    }
}
