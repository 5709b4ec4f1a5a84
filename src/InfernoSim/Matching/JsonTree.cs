using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// A JSON text as an array of nodes in document order, which point into the text. Smaller than <see cref="JsonDocument"/>, and
/// gives names and values as bytes without making strings. Dispose of it once; its nodes are pooled.
/// </summary>
internal sealed class JsonTree : IDisposable
{
    // Objects of no more members than this, which nearly all are, are sorted by insertion, without calls through a delegate.
    private const int MostInserted = 16;

    private readonly ReadOnlyMemory<byte> _text;
    private readonly List<byte[]> _unescapedNames = [];
    private JsonNode[] _nodes = ArrayPool<JsonNode>.Shared.Rent(64);
    private int _count;
    private Comparison<int>? _byName;

    private JsonTree(ReadOnlyMemory<byte> text) => _text = text;

    /// <summary>A node; the root is 0, the first child of <c>n</c> is <c>n + 1</c>.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>The node.</returns>
    public ref readonly JsonNode this[int index] => ref _nodes[index];

    /// <summary>Parses a text.</summary>
    /// <param name="text">Bytes that may be JSON in UTF-8, with or without a byte order mark.</param>
    /// <param name="tree">The tree.</param>
    /// <returns><see langword="false"/> when the bytes are not one JSON value, or one that is nested too deeply.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out JsonTree? tree)
    {
        if (text.Span.StartsWith("\uFEFF"u8))
        {
            text = text[3..];
        }

        tree = null;
        if (text.IsEmpty || !Utf8.IsValid(text.Span))
        {
            return false;
        }

        var parsed = new JsonTree(text);
        try
        {
            parsed.ReadAll();
            tree = parsed;
            return true;
        }
        catch (JsonException)
        {
            parsed.Dispose();
            return false;
        }
    }

    /// <summary>The text of a node: of a string what is between the quotes, escapes untouched; of a container all of it.</summary>
    /// <param name="index">The node.</param>
    /// <returns>UTF-8.</returns>
    public ReadOnlySpan<byte> Raw(int index) => _text.Span.Slice(_nodes[index].Start, _nodes[index].Length);

    /// <summary>The text of the document before that of a node.</summary>
    /// <param name="index">The node.</param>
    /// <returns>UTF-8.</returns>
    public ReadOnlySpan<byte> Before(int index) => _text.Span[.._nodes[index].Start];

    /// <summary>The text of a value as it is in the document, quotes included.</summary>
    /// <param name="index">The node.</param>
    /// <returns>UTF-8.</returns>
    public ReadOnlySpan<byte> Literal(int index) => _nodes[index].Kind == JsonNodeKind.String
        ? _text.Span.Slice(_nodes[index].Start - 1, _nodes[index].Length + 2)
        : Raw(index);

    /// <summary>The name that a name node says, without escapes.</summary>
    /// <param name="index">The node.</param>
    /// <returns>UTF-8.</returns>
    public ReadOnlySpan<byte> Name(int index) => _nodes[index].UnescapedName is var name && name >= 0 ? _unescapedNames[name] : Raw(index);

    /// <summary>The name nodes of an object, in document order.</summary>
    /// <param name="container">The object.</param>
    /// <param name="names">Gets the indexes; as long as <see cref="JsonNode.Count"/> of the object.</param>
    public void CopyNames(int container, Span<int> names)
    {
        int name = container + 1;
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = name;
            name = _nodes[name + 1].End;
        }
    }

    /// <summary>Orders name nodes by the bytes of their name, equal names as they are in the document.</summary>
    /// <param name="names">Indexes of name nodes, in document order.</param>
    public void SortNames(Span<int> names)
    {
        if (names.Length > MostInserted)
        {
            names.Sort(_byName ??= (left, right) =>
                Name(left).SequenceCompareTo(Name(right)) is var order && order != 0 ? order : left.CompareTo(right));
            return;
        }

        for (int i = 1; i < names.Length; i++)
        {
            int name = names[i];
            int at = i;
            for (; at > 0 && Name(names[at - 1]).SequenceCompareTo(Name(name)) > 0; at--)
            {
                names[at] = names[at - 1];
            }

            names[at] = name;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<JsonNode>.Shared.Return(_nodes);
        _nodes = [];
    }

    private void ReadAll()
    {
        var reader = new Utf8JsonReader(_text.Span, new JsonReaderOptions { MaxDepth = JsonDepth.Greatest });
        Span<int> open = stackalloc int[JsonDepth.Greatest + 1];
        int depth = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                ref JsonNode closed = ref _nodes[open[--depth]];
                closed.Length = (int)reader.BytesConsumed - closed.Start;
                closed.End = _count;
                continue;
            }

            if (depth > 0 && reader.TokenType != JsonTokenType.PropertyName)
            {
                _nodes[open[depth - 1]].Count++;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open[depth++] = _count;
            }

            Add(ref reader);
        }
    }

    private void Add(ref Utf8JsonReader reader)
    {
        if (_count == _nodes.Length)
        {
            Grow();
        }

        bool isName = reader.TokenType == JsonTokenType.PropertyName;
        bool isText = isName || reader.TokenType == JsonTokenType.String;
        _nodes[_count] = new JsonNode
        {
            Kind = KindOf(reader.TokenType),
            Start = (int)reader.TokenStartIndex + (isText ? 1 : 0),
            Length = reader.ValueSpan.Length,
            IsEscaped = isText && reader.ValueIsEscaped,
            UnescapedName = isName && reader.ValueIsEscaped ? KeepUnescaped(reader.ValueSpan) : -1,
            End = ++_count,
        };
    }

    private int KeepUnescaped(ReadOnlySpan<byte> name)
    {
        var unescaped = new ArrayBufferWriter<byte>(name.Length);
        JsonString.AppendUnescaped(name, unescaped);
        _unescapedNames.Add(unescaped.WrittenSpan.ToArray());
        return _unescapedNames.Count - 1;
    }

    private void Grow()
    {
        JsonNode[] larger = ArrayPool<JsonNode>.Shared.Rent(_nodes.Length * 2);
        _nodes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<JsonNode>.Shared.Return(_nodes);
        _nodes = larger;
    }

    private static JsonNodeKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonNodeKind.Object,
        JsonTokenType.StartArray => JsonNodeKind.Array,
        JsonTokenType.PropertyName => JsonNodeKind.Name,
        JsonTokenType.String => JsonNodeKind.String,
        JsonTokenType.Number => JsonNodeKind.Number,
        JsonTokenType.True => JsonNodeKind.True,
        JsonTokenType.False => JsonNodeKind.False,
        _ => JsonNodeKind.Null,
    };
}
