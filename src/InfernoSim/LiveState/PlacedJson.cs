using System.Buffers;
using System.Text;
using System.Text.Json;

namespace InfernoSim.LiveState;

/// <summary>The scalars of a JSON document by their places, the places in arrays taken as one; and what is put in their place.</summary>
internal static class PlacedJson
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Replaces values in a document.</summary>
    /// <param name="live">The document that came.</param>
    /// <param name="recorded">The recorded documents of the same place.</param>
    /// <param name="pairs">From live to recorded values.</param>
    /// <returns><see langword="null"/> when there is nothing in it to replace, or it is no JSON.</returns>
    public static ReadOnlyMemory<byte>? Replace(ReadOnlyMemory<byte> live, IEnumerable<ReadOnlyMemory<byte>> recorded, IReadOnlyList<TokenPair> pairs)
    {
        ILookup<(string Place, bool IsNumber), string> known = recorded
            .SelectMany(Scalars)
            .Where(scalar => pairs.Any(pair => scalar.Text.Contains(pair.To, StringComparison.Ordinal)))
            .ToLookup(scalar => (scalar.Place, scalar.IsNumber), scalar => scalar.Text);
        var result = new ArrayBufferWriter<byte>(live.Length);
        int copied = 0;
        foreach (Scalar scalar in known.Count == 0 ? [] : Scalars(live))
        {
            string text = PlacedText.Replace(scalar.Text, known[(scalar.Place, scalar.IsNumber)], pairs);
            if (!ReferenceEquals(text, scalar.Text))
            {
                result.Write(live.Span[copied..scalar.Start]);
                result.Write(Encoding.UTF8.GetBytes(scalar.IsNumber ? text : $"\"{JsonEncodedText.Encode(text)}\""));
                copied = scalar.End;
            }
        }

        if (copied == 0)
        {
            return null;
        }

        result.Write(live.Span[copied..]);
        return result.WrittenMemory;
    }

    private static List<Scalar> Scalars(ReadOnlyMemory<byte> document)
    {
        var scalars = new List<Scalar>();
        int skipped = document.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(document.Span[skipped..], Options);
        var names = new Stack<string>();
        try
        {
            string? name = null;
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.GetString();
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        names.Push($"{(names.Count == 0 ? "" : names.Peek())}/{name ?? "*"}");
                        name = null;
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        names.Pop();
                        break;
                    case JsonTokenType.String or JsonTokenType.Number:
                        bool isNumber = reader.TokenType == JsonTokenType.Number;
                        string text = isNumber ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!;
                        int start = skipped + (int)reader.TokenStartIndex;
                        scalars.Add(new Scalar($"{(names.Count == 0 ? "" : names.Peek())}/{name ?? "*"}", isNumber, text, start, skipped + (int)reader.BytesConsumed));
                        name = null;
                        break;
                    default:
                        name = null;
                        break;
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Said to be JSON and is not: what was read before is as good as it would be alone.
        }

        return scalars;
    }

    private readonly record struct Scalar(string Place, bool IsNumber, string Text, int Start, int End);
}
