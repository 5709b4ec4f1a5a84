using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>The rules for one message, which the recorded one and the one that came go through alike.</summary>
internal sealed class MessageNoise
{
    /// <summary>What stands for an ignored text.</summary>
    public const string Marker = "(ignored)";

    private readonly CompiledNoise[] _rules;

    private MessageNoise(CompiledNoise[] rules)
    {
        _rules = rules;
        HasBodyRules = rules.Any(rule => rule.Path is not null || rule.Pattern is not null);
    }

    /// <summary>Whether any of the rules is about the body.</summary>
    public bool HasBodyRules { get; }

    public static MessageNoise? Of(IEnumerable<CompiledNoise> rules) => rules.ToArray() is { Length: > 0 } some ? new MessageNoise(some) : null;

    public static HeaderMap WithoutEncoding(HeaderMap headers) => headers.Values("Content-Encoding").Count == 0
        ? headers
        : new HeaderMap(headers.Where(field => !field.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Ignores headers.</summary>
    public HeaderMap MaskHeaders(HeaderMap headers, NoiseCount? count)
    {
        HeaderMap masked = headers;
        foreach (CompiledNoise rule in _rules.Where(rule => rule.Rule.Kind == NoiseKind.Header))
        {
            if (headers.Values(rule.Rule.Target).Count == 0)
            {
                continue;
            }

            count?.Add(rule.Index, 1);
            masked = new HeaderMap(masked
                .Where(field => !rule.Rule.Optional || !Names(rule, field.Key))
                .Select(field => Names(rule, field.Key) ? new(field.Key, [Marker]) : field));
        }

        return masked;
    }

    /// <summary>Ignores parameters.</summary>
    /// <param name="query">A query with its <c>?</c>.</param>
    /// <param name="count">Gets what the rules did.</param>
    public string MaskQuery(string query, NoiseCount? count)
    {
        if (!_rules.Any(rule => rule.Rule.Kind == NoiseKind.Query))
        {
            return query;
        }

        var pairs = new List<string>();
        foreach (string pair in query[1..].Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string rawName = equals < 0 ? pair : pair[..equals];
            string name = Uri.UnescapeDataString(rawName.Replace('+', ' '));
            CompiledNoise? rule = _rules.FirstOrDefault(rule => rule.Rule.Kind == NoiseKind.Query && rule.Rule.Target == name);
            if (rule is not null)
            {
                count?.Add(rule.Index, 1);
            }

            if (rule is not { Rule.Optional: true })
            {
                pairs.Add(rule is null ? pair : $"{rawName}={Marker}");
            }
        }

        return pairs.Count == 0 ? "" : "?" + string.Join('&', pairs);
    }

    /// <summary>Ignores parts of a body.</summary>
    /// <param name="body">A whole body, or a redacted one.</param>
    /// <param name="ids">The ids of its exchange.</param>
    /// <param name="count">Gets what the rules did.</param>
    /// <returns>The body as it is compared, without content encoding; <see langword="null"/> when it is compared as it is.</returns>
    public byte[]? MaskBody(BodyContent body, OwnIds ids, NoiseCount? count)
    {
        if (body.Bytes.IsEmpty)
        {
            return null;
        }

        using DecodedBody decoded = DecodedBody.Read(body);
        if (decoded.EncodingLeft is not null)
        {
            return null;
        }

        if (decoded.Json is { } json)
        {
            return JsonMasker.Mask(json, _rules.Where(rule => rule.Path is not null), ids, count);
        }

        return TextComparer.IsText(decoded.Bytes.Span) ? MaskText(decoded.Bytes, count) : null;
    }

    private byte[]? MaskText(ReadOnlyMemory<byte> text, NoiseCount? count)
    {
        byte[]? masked = null;
        foreach (CompiledNoise rule in _rules.Where(rule => rule.Pattern is not null))
        {
            if (rule.Pattern!.Replace(masked ?? text.Span, Marker, out int found) is not { } replaced)
            {
                count?.GiveUp(rule.Index);
            }
            else if (found > 0)
            {
                count?.Add(rule.Index, found);
                masked = replaced;
            }
        }

        return masked;
    }

    private static bool Names(CompiledNoise rule, string header) => rule.Rule.Target.Equals(header, StringComparison.OrdinalIgnoreCase);
}
