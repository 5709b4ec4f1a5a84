using System.Buffers;
using System.Text;
using System.Text.Json;

namespace InfernoSim.Matching;

/// <summary>A string or a number of a JSON document, with where it is written.</summary>
/// <param name="Place">The names on the way to it, <c>*</c> for the document itself and for each element of an array: <c>/*/orders/*/id</c>.</param>
/// <param name="Pointer">The JSON Pointer (RFC 6901).</param>
/// <param name="IsNumber">Whether it is a number.</param>
/// <param name="Text">The value, decoded; a number as it is written.</param>
/// <param name="Start">The byte that it begins at.</param>
/// <param name="End">The byte after it.</param>
internal readonly record struct JsonScalar(string Place, string Pointer, bool IsNumber, string Text, int Start, int End)
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>The scalars of a document, in their order; of what is said to be JSON and is not, those before the error.</summary>
    /// <param name="document">The document.</param>
    public static List<JsonScalar> In(ReadOnlyMemory<byte> document)
    {
        var scalars = new List<JsonScalar>();
        int skipped = document.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(document.Span[skipped..], Options);
        var containers = new Stack<Container>();
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
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        containers.Pop();
                        break;
                    default:
                        (string place, string pointer) = containers.Count == 0 ? ("/*", "") : containers.Peek().Next(name);
                        name = null;
                        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                        {
                            containers.Push(new Container(place, pointer));
                        }
                        else if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                        {
                            bool isNumber = reader.TokenType == JsonTokenType.Number;
                            string text = isNumber ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!;
                            scalars.Add(new JsonScalar(place, pointer, isNumber, text, skipped + (int)reader.TokenStartIndex, skipped + (int)reader.BytesConsumed));
                        }

                        break;
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // What was read before is as good as it would be alone.
        }

        return scalars;
    }

    /// <summary>A document with scalars replaced.</summary>
    /// <param name="document">The document.</param>
    /// <param name="scalars">Its scalars.</param>
    /// <param name="replace">The text of a scalar; the same instance where nothing is replaced.</param>
    /// <returns><see langword="null"/> when nothing is.</returns>
    public static ReadOnlyMemory<byte>? Replace(ReadOnlyMemory<byte> document, IEnumerable<JsonScalar> scalars, Func<JsonScalar, string> replace)
    {
        var result = new ArrayBufferWriter<byte>(document.Length + 1);
        int copied = 0;
        foreach (JsonScalar scalar in scalars)
        {
            string text = replace(scalar);
            if (!ReferenceEquals(text, scalar.Text))
            {
                bool isNumber = scalar.IsNumber && text.Length > 0 && char.IsAsciiDigit(text[^1]) && !text.AsSpan().ContainsAnyExcept(Digits);
                result.Write(document.Span[copied..scalar.Start]);
                result.Write(Encoding.UTF8.GetBytes(isNumber ? text : $"\"{JsonEncodedText.Encode(text)}\""));
                copied = scalar.End;
            }
        }

        if (copied == 0)
        {
            return null;
        }

        result.Write(document.Span[copied..]);
        return result.WrittenMemory;
    }

    private sealed class Container(string place, string pointer)
    {
        private int _elements;

        public (string Place, string Pointer) Next(string? name) => name is null
            ? ($"{place}/*", $"{pointer}/{_elements++}")
            : ($"{place}/{name}", pointer + JsonPointer.Prepend(name, ""));
    }
}
