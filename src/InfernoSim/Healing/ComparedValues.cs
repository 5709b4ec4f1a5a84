using System.Buffers;
using System.Globalization;
using System.Text;
using InfernoSim.Matching;

namespace InfernoSim.Healing;

/// <summary>Takes a message apart into the values that a comparison looks at.</summary>
internal sealed class ComparedValues
{
    private readonly Dictionary<Position, ObservedValue> _values = [];
    private readonly MessageContent _content;

    private ComparedValues(MessageContent content) => _content = content;

    /// <summary>The values of a message.</summary>
    /// <param name="content">The message.</param>
    /// <param name="callHeaders">Of a call, the headers that are looked at; <see langword="null"/> for a response.</param>
    public static IReadOnlyDictionary<Position, ObservedValue> Of(MessageContent content, IReadOnlySet<string>? callHeaders)
    {
        var values = new ComparedValues(content);
        if (callHeaders is null)
        {
            values.Add(ComparedPart.Status, "", content.Status.ToString(CultureInfo.InvariantCulture));
            values.AddHeaders();
        }
        else
        {
            values.AddCallHeaders(callHeaders);
            values.Add(ComparedPart.Path, "", values.Masked(content.Path));
            values.AddQuery();
        }

        values.AddBody();
        return values._values;
    }

    private void Add(ComparedPart part, string path, string text, string? raw = null) =>
        _values[new Position(part, path)] = new ObservedValue(JsonNodeKind.String, text) { Raw = raw ?? text };

    private void AddHeaders()
    {
        DateTimeOffset? now = HeaderClock.DateOf(_content.Headers);
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in HopByHop.Remove(_content.Headers))
        {
            if (!HeaderComparer.IsVolatile(field.Key) && !field.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                Add(ComparedPart.Header, field.Key.ToLowerInvariant(), string.Join(", ", HeaderValue.Canonical(field.Key, field.Value, _content.Ids, now)), string.Join(", ", field.Value));
            }
        }
    }

    private void AddCallHeaders(IReadOnlySet<string> names)
    {
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in _content.Headers)
        {
            if (names.Contains(field.Key))
            {
                Add(ComparedPart.Header, field.Key.ToLowerInvariant(), Masked(string.Join(", ", field.Value)));
            }
        }
    }

    private void AddQuery() => AddPairs(ComparedPart.Query, _content.Query.TrimStart('?'));

    private void AddPairs(ComparedPart part, string pairs)
    {
        var seen = new Dictionary<string, int>();
        foreach (string pair in pairs.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = PercentEncoding.DecodeField(equals < 0 ? pair : pair[..equals]);
            int count = seen[name] = seen.GetValueOrDefault(name) + 1;
            Add(part, count == 1 ? name : $"{name}#{count}", equals < 0 ? "" : Masked(PercentEncoding.DecodeField(pair[(equals + 1)..])));
        }
    }

    private void AddBody()
    {
        using DecodedBody body = DecodedBody.Read(BodyContent.Of(_content.Body, _content.Headers));
        if (body.Json is { } json)
        {
            AddJson(json, 0, "");
        }
        else if (body.IsForm)
        {
            AddPairs(ComparedPart.Form, Encoding.UTF8.GetString(body.Bytes.Span));
        }
        else if (TextComparer.IsText(body.Bytes.Span))
        {
            TextTokens.Add(Masked(Encoding.UTF8.GetString(body.Bytes.Span)), _values);
        }
        else
        {
            Add(ComparedPart.Text, "", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body.Bytes.Span)));
        }
    }

    private void AddJson(JsonTree json, int node, string pointer)
    {
        var position = new Position(ComparedPart.Json, pointer);
        switch (json[node].Kind)
        {
            case JsonNodeKind.Object:
                _values[position] = new ObservedValue(JsonNodeKind.Object, "an object");
                for (int name = node + 1; name < json[node].End; name = json[name + 1].End)
                {
                    AddJson(json, name + 1, pointer + JsonPointer.Prepend(Encoding.UTF8.GetString(json.Name(name)), ""));
                }

                break;
            case JsonNodeKind.Array:
                AddArray(json, node, pointer, position);
                break;
            default:
                _values[position] = new ObservedValue(Normal(json[node].Kind), TextOf(json, node));
                break;
        }
    }

    private void AddArray(JsonTree json, int node, string pointer, Position position)
    {
        var elements = new List<string>();
        for (int element = node + 1; element < json[node].End; element = json[element].End)
        {
            var canonical = new ArrayBufferWriter<byte>();
            CanonicalBody.Append(BodyContent.OfJson(json.Literal(element).ToArray()), _content.Ids, canonical);
            AddJson(json, element, $"{pointer}/{elements.Count}");
            elements.Add(Encoding.Latin1.GetString(canonical.WrittenSpan));
        }

        _values[position] = new ObservedValue(JsonNodeKind.Array, $"{elements.Count} elements", [.. elements]);
    }

    private string TextOf(JsonTree json, int node)
    {
        if (json[node].Kind != JsonNodeKind.String)
        {
            return Encoding.UTF8.GetString(json.Raw(node));
        }

        var text = new ArrayBufferWriter<byte>();
        CanonicalBody.AppendString(json, node, OwnIds.None, text);
        return Masked(Encoding.UTF8.GetString(text.WrittenSpan));
    }

    // An exchange's own ids differ without meaning, but need no rule.
    private string Masked(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (!_content.Ids.AreIn(bytes))
        {
            return text;
        }

        var masked = new ArrayBufferWriter<byte>(bytes.Length);
        _content.Ids.AppendMasked(bytes, masked);
        return Encoding.Latin1.GetString(masked.WrittenSpan);
    }

    // Either boolean is of the same type.
    private static JsonNodeKind Normal(JsonNodeKind kind) => kind == JsonNodeKind.False ? JsonNodeKind.True : kind;
}
