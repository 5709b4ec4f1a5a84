using System.Buffers;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>
/// Writes a body so that two bodies of one content type make the same bytes exactly when <see cref="BodyComparer"/> finds no
/// difference between them.
/// </summary>
internal static class CanonicalBody
{
    // In no UTF-8 text, so that no text can hold what ends it.
    private const byte EndOfText = 0xF8;

    private const int MostNamesOnStack = 64;

    /// <summary>Writes the canonical form.</summary>
    /// <param name="body">A whole body.</param>
    /// <param name="ids">The ids of the body's own exchange, which are masked.</param>
    /// <param name="to">Where to write.</param>
    public static void Append(BodyContent body, OwnIds ids, ArrayBufferWriter<byte> to)
    {
        using DecodedBody decoded = DecodedBody.Read(body);
        if (decoded.EncodingLeft is { } encoding)
        {
            to.Write("E"u8);
            to.Write(Encoding.UTF8.GetBytes(encoding));
            to.Write([EndOfText]);
        }

        if (decoded.Json is { } json)
        {
            to.Write(decoded.HasMark ? "M"u8 : "J"u8);
            AppendJson(json, 0, HideIds.In(decoded.Bytes.Span, ids), to);
        }
        else if (decoded.IsForm)
        {
            to.Write("F"u8);
            NamedPairs.OfForm(decoded.Bytes.Span).Masked(ids).AppendCanonical(to);
        }
        else
        {
            to.Write("R"u8);
            ids.AppendMasked(decoded.Bytes.Span, to);
        }
    }

    /// <summary>Writes what a string says: without escapes, with ids masked.</summary>
    /// <param name="json">The tree.</param>
    /// <param name="node">A string.</param>
    /// <param name="ids">The ids that may be in it.</param>
    /// <param name="to">Where to write.</param>
    public static void AppendString(JsonTree json, int node, OwnIds ids, ArrayBufferWriter<byte> to)
    {
        ReadOnlySpan<byte> raw = json.Raw(node);
        if (!json[node].IsEscaped)
        {
            ids.AppendMasked(raw, to);
        }
        else if (ids.IsEmpty)
        {
            JsonString.AppendUnescaped(raw, to);
        }
        else
        {
            var unescaped = new ArrayBufferWriter<byte>(raw.Length);
            JsonString.AppendUnescaped(raw, unescaped);
            ids.AppendMasked(unescaped.WrittenSpan, to);
        }
    }

    private static void AppendJson(JsonTree json, int node, OwnIds ids, ArrayBufferWriter<byte> to)
    {
        switch (json[node].Kind)
        {
            case JsonNodeKind.Object:
                Put((byte)'{', to);
                AppendMembers(json, node, ids, to);
                Put((byte)'}', to);
                break;
            case JsonNodeKind.Array:
                Put((byte)'[', to);
                for (int element = node + 1; element < json[node].End; element = json[element].End)
                {
                    AppendJson(json, element, ids, to);
                }

                Put((byte)']', to);
                break;
            case JsonNodeKind.String when ids.IsEmpty && !json[node].IsEscaped:
                PutText((byte)'s', json.Raw(node), to);
                break;
            case JsonNodeKind.String:
                Put((byte)'s', to);
                AppendString(json, node, ids, to);
                Put(EndOfText, to);
                break;
            case JsonNodeKind.Number:
                Put((byte)'n', to);
                JsonNumber.AppendCanonical(json.Raw(node), to);
                Put(EndOfText, to);
                break;
            default:
                Put((byte)json[node].Kind, to);
                break;
        }
    }

    private static void AppendMembers(JsonTree json, int container, OwnIds ids, ArrayBufferWriter<byte> to)
    {
        int count = json[container].Count;
        int[]? rented = count > MostNamesOnStack ? ArrayPool<int>.Shared.Rent(count) : null;
        Span<int> names = rented is null ? stackalloc int[count] : rented.AsSpan(0, count);
        json.CopyNames(container, names);
        json.SortNames(names);
        foreach (int name in names)
        {
            // "k" keeps a member with an empty name from looking like the end of the object.
            PutText((byte)'k', json.Name(name), to);
            AppendJson(json, name + 1, ids, to);
        }

        if (rented is not null)
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    // The Write extension goes through the interface, which costs more than writing these few bytes.
    private static void Put(byte value, ArrayBufferWriter<byte> to)
    {
        to.GetSpan(1)[0] = value;
        to.Advance(1);
    }

    private static void PutText(byte tag, ReadOnlySpan<byte> text, ArrayBufferWriter<byte> to)
    {
        Span<byte> span = to.GetSpan(text.Length + 2);
        span[0] = tag;
        text.CopyTo(span[1..]);
        span[text.Length + 1] = EndOfText;
        to.Advance(text.Length + 2);
    }
}
