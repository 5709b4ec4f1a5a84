using System.Buffers;
using System.Text;
using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>
/// Writes a JSON document again with ignored values replaced by one value of the same type, optional ones left out, and
/// unordered arrays in an order of their own.
/// </summary>
internal sealed class JsonMasker
{
    private readonly JsonTree _json;
    private readonly OwnIds _ids;
    private readonly HashSet<int> _ignored = [];
    private readonly HashSet<int> _private = [];
    private readonly HashSet<int> _left = [];
    private readonly HashSet<int> _unordered = [];
    private readonly Dictionary<int, string> _texts = [];
    private readonly ArrayBufferWriter<byte> _to = new();

    private JsonMasker(JsonTree json, OwnIds ids)
    {
        _json = json;
        _ids = ids;
    }

    /// <summary>Applies rules to a document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="rules">Rules for JSON.</param>
    /// <param name="ids">The ids of the document's own exchange.</param>
    /// <param name="context">The message that it is from.</param>
    /// <param name="count">Gets how many values each rule named.</param>
    /// <returns>The document; <see langword="null"/> when no rule named anything in it.</returns>
    public static byte[]? Mask(JsonTree json, IEnumerable<CompiledNoise> rules, OwnIds ids, NoiseContext context, NoiseCount? count)
    {
        var masker = new JsonMasker(json, ids);
        foreach (CompiledNoise rule in rules)
        {
            if (rule.Pattern is null)
            {
                int named = masker.Add(rule, context.MessagesBefore);
                count?.Add(rule.Index, named);
            }
            else
            {
                masker.AddParts(rule, rule.See(context), count);
            }
        }

        if (masker._ignored.Count + masker._private.Count + masker._left.Count + masker._unordered.Count + masker._texts.Count == 0)
        {
            return null;
        }

        masker.Write(0, masker._to);
        return masker._to.WrittenSpan.ToArray();
    }

    /// <summary>Writes a document as <see cref="Mask"/> does, with nothing ignored: a rule that names something in one of two documents alone makes no other difference.</summary>
    /// <param name="json">The document.</param>
    public static byte[] Plain(JsonTree json)
    {
        var masker = new JsonMasker(json, OwnIds.None);
        masker.Write(0, masker._to);
        return masker._to.WrittenSpan.ToArray();
    }

    private int Add(CompiledNoise rule, int before)
    {
        var found = new HashSet<int>();
        rule.Path!.Find(_json, found, before);
        if (rule.Rule.Kind == NoiseKind.Unordered)
        {
            found.RemoveWhere(node => _json[node].Kind != JsonNodeKind.Array);
        }

        (rule.Rule.Kind == NoiseKind.Unordered ? _unordered : rule.Rule.Optional ? _left : rule.Rule.IsOfPrivacy ? _private : _ignored).UnionWith(found);
        return found.Count;
    }

    private void AddParts(CompiledNoise rule, NoiseContext context, NoiseCount? count)
    {
        var found = new HashSet<int>();
        if (rule.Path is null)
        {
            AddLeaves(0, context.Protected, found);
        }
        else
        {
            rule.Path.Find(_json, found, context.MessagesBefore);
        }

        foreach (int node in found)
        {
            bool isText = _json[node].Kind == JsonNodeKind.String;
            if (!isText && (_json[node].Kind != JsonNodeKind.Number || rule.Set is { AreNumbers: false }))
            {
                continue;
            }

            string text = _texts.TryGetValue(node, out string? before) ? before : isText ? TextOf(node) : Encoding.UTF8.GetString(_json.Raw(node));
            if (rule.Pattern!.Replace(text, context, out int named) is not { } replaced)
            {
                count?.GiveUp(rule.Index);
            }
            else if (named > 0)
            {
                count?.Add(rule.Index, named);
                _texts[node] = replaced;
                _ = rule.Rule.Optional && _left.Add(node);
            }
        }
    }

    // But for those whose name says what the service decided.
    private void AddLeaves(int node, ProtectedNames names, HashSet<int> to)
    {
        bool isObject = _json[node].Kind == JsonNodeKind.Object;
        if (!isObject && _json[node].Kind != JsonNodeKind.Array)
        {
            to.Add(node);
            return;
        }

        for (int child = node + 1; child < _json[node].End;)
        {
            int value = isObject ? child + 1 : child;
            if (!isObject || !names.AreTheNameOf(Encoding.UTF8.GetString(_json.Name(child))))
            {
                AddLeaves(value, names, to);
            }

            child = _json[value].End;
        }
    }

    private string TextOf(int node)
    {
        var text = new ArrayBufferWriter<byte>();
        JsonString.AppendUnescaped(_json.Raw(node), text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private void Write(int node, ArrayBufferWriter<byte> to)
    {
        JsonNodeKind kind = _json[node].Kind;
        if (_private.Contains(node))
        {
            to.Write("\"(private)\""u8);
        }
        else if (_ignored.Contains(node) || (node == 0 && _left.Contains(node)))
        {
            to.Write(Placeholder(node, kind));
        }
        else if (_texts.TryGetValue(node, out string? text))
        {
            to.Write(JsonSerializer.SerializeToUtf8Bytes(text));
        }
        else if (kind == JsonNodeKind.Object)
        {
            WriteMembers(node, to);
        }
        else if (kind == JsonNodeKind.Array)
        {
            WriteElements(node, to);
        }
        else
        {
            to.Write(_json.Literal(node));
        }
    }

    // A redacted value stands for any value already, whatever its type.
    private ReadOnlySpan<byte> Placeholder(int node, JsonNodeKind kind) => kind switch
    {
        JsonNodeKind.String when Redaction.IsMarker(_json.Raw(node)) => "\"[REDACTED]\""u8,
        JsonNodeKind.String => "\"(ignored)\""u8,
        JsonNodeKind.Number => "0"u8,
        JsonNodeKind.True or JsonNodeKind.False => "false"u8,
        JsonNodeKind.Array => "[]"u8,
        JsonNodeKind.Object => "{}"u8,
        _ => "null"u8,
    };

    private void WriteMembers(int container, ArrayBufferWriter<byte> to)
    {
        to.Write("{"u8);
        bool isFirst = true;
        for (int name = container + 1; name < _json[container].End; name = _json[name + 1].End)
        {
            if (_left.Contains(name + 1))
            {
                continue;
            }

            to.Write(isFirst ? "\""u8 : ",\""u8);
            to.Write(_json.Raw(name));
            to.Write("\":"u8);
            Write(name + 1, to);
            isFirst = false;
        }

        to.Write("}"u8);
    }

    private void WriteElements(int container, ArrayBufferWriter<byte> to)
    {
        var elements = new List<byte[]>();
        for (int element = container + 1; element < _json[container].End; element = _json[element].End)
        {
            if (!_left.Contains(element))
            {
                var written = new ArrayBufferWriter<byte>();
                Write(element, written);
                elements.Add(written.WrittenSpan.ToArray());
            }
        }

        if (_unordered.Contains(container))
        {
            elements = [.. elements.OrderBy(Canonical, StringComparer.Ordinal)];
        }

        to.Write("["u8);
        for (int i = 0; i < elements.Count; i++)
        {
            to.Write(i == 0 ? [] : ","u8);
            to.Write(elements[i]);
        }

        to.Write("]"u8);
    }

    private string Canonical(byte[] element)
    {
        var canonical = new ArrayBufferWriter<byte>(element.Length + 16);
        CanonicalBody.Append(BodyContent.OfJson(element), _ids, canonical);
        return Encoding.Latin1.GetString(canonical.WrittenSpan);
    }
}
