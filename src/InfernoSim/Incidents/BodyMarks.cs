using System.Buffers;
using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>
/// The marks of tokens in a response body, which is recorded as it is: they tie the token to the requests that send it in a
/// redacted header. They are the optional field <c>credentialMarks</c> of an event: an object of JSON Pointers and marks.
/// </summary>
internal static class BodyMarks
{
    /// <summary>The name of the field.</summary>
    public const string Field = "credentialMarks";

    // Tokens are handed out in short documents.
    private const int LargestBody = 64 * 1024;

    /// <summary>The field for a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="marks">The marks of the recording.</param>
    /// <returns>A JSON object; <see langword="null"/> when the body holds no token.</returns>
    public static ReadOnlyMemory<byte>? Of(RecordedBody body, SecretMarks marks)
    {
        if (body is not { IsComplete: true, Size: > 0 and <= LargestBody })
        {
            return null;
        }

        ReadOnlyMemory<byte> bytes = body.GetBytes();
        int first = bytes.Span.IndexOfAnyExcept(" \r\n\t"u8);
        if (first < 0 || bytes.Span[first] is not ((byte)'{' or (byte)'[') || !MayHoldToken(bytes.Span))
        {
            return null;
        }

        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            Add(document.RootElement, "", marks, found);
        }
        catch (JsonException)
        {
            return null;
        }

        return found.Count == 0 ? null : Write(found);
    }

    /// <summary>Reads the field of an event.</summary>
    /// <param name="response">The event.</param>
    /// <returns>JSON Pointers and marks.</returns>
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

    // A look at the bytes, which spares most responses the parsing.
    private static bool MayHoldToken(ReadOnlySpan<byte> body) =>
        body.IndexOf("oken"u8) >= 0 || body.IndexOf("OKEN"u8) >= 0 || body.IndexOf("jwt"u8) >= 0 || body.IndexOf("JWT"u8) >= 0
        || body.IndexOf("earer"u8) >= 0 || body.IndexOf("srf"u8) >= 0 || body.IndexOf("SRF"u8) >= 0;

    private static void Add(JsonElement element, string pointer, SecretMarks marks, SortedDictionary<string, string> to)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    string place = $"{pointer}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
                    if (member.Value.ValueKind == JsonValueKind.String && CredentialNames.Contain(member.Name))
                    {
                        to[place] = marks.Of(member.Value.GetString()!);
                    }

                    Add(member.Value, place, marks, to);
                }

                break;
            case JsonValueKind.Array:
                foreach ((int index, JsonElement item) in element.EnumerateArray().Index())
                {
                    Add(item, $"{pointer}/{index}", marks, to);
                }

                break;
        }
    }

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
}
