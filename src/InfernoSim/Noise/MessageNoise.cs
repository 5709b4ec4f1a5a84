using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Scrubbing;
using InfernoSim.Statements;

namespace InfernoSim.Noise;

/// <summary>The rules for one message, which the recorded one and the one that came go through alike.</summary>
internal sealed class MessageNoise
{
    private readonly CompiledNoise[] _rules;
    private readonly MessageLens? _lens;
    private readonly GrpcMessages? _messages;

    private MessageNoise(CompiledNoise[] rules, MessageLens? lens, GrpcMessages? messages)
    {
        _rules = rules;
        _lens = lens;
        _messages = messages;
        HasBodyRules = lens is not null || messages is not null || rules.Any(rule => rule.IsForBody);
        AsksForOwners = rules.Any(rule => rule.Pattern?.Forms.Any(form => form.NamesOne) == true || rule.Segments?.Forms.Any(form => form.NamesOne) == true);
        HasSets = rules.Any(rule => rule.Set is not null);
    }

    /// <summary>Whether any of the rules is about the body.</summary>
    public bool HasBodyRules { get; }

    /// <summary>Whether ids have to be known that others were given.</summary>
    public bool AsksForOwners { get; }

    /// <summary>Whether there are ready sets, which leave alone what the service was given.</summary>
    public bool HasSets { get; }

    /// <summary>The rules for one message.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="lens">Sees the message as it would have been recorded; <see langword="null"/> where it was recorded as it was.</param>
    /// <param name="messages">Reads its body where it is one of gRPC; <see langword="null"/> where it is compared by its bytes.</param>
    /// <returns><see langword="null"/> when there is nothing to do.</returns>
    public static MessageNoise? Of(IEnumerable<CompiledNoise> rules, MessageLens? lens = null, GrpcMessages? messages = null) =>
        rules.ToArray() is var some && (some.Length > 0 || lens is not null || messages is not null) ? new MessageNoise(some, lens, messages) : null;

    public static HeaderMap WithoutEncoding(HeaderMap headers) => headers.Values("Content-Encoding").Count == 0
        ? headers
        : new HeaderMap(headers.Where(field => !field.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Ignores headers.</summary>
    public HeaderMap MaskHeaders(HeaderMap headers, NoiseContext context, NoiseCount? count)
    {
        HeaderMap masked = _lens?.See(headers, context.IsRecorded) ?? headers;
        masked = _messages is null ? masked : GrpcMessages.Mark(masked);
        foreach (CompiledNoise rule in _rules)
        {
            masked = rule.Rule.Kind switch
            {
                NoiseKind.Header => MaskHeader(rule, masked, context, count),
                NoiseKind.Fresh => new HeaderMap([.. masked.Select(field => HasFreshValues(rule.Set!, field.Key) ? new(field.Key, Replace(rule, field.Value, context, count)) : field)]),
                _ => masked,
            };
        }

        return masked;
    }

    /// <summary>Ignores parts of a target.</summary>
    /// <param name="target">A path and its query.</param>
    /// <param name="context">The call that it is from.</param>
    /// <param name="count">Gets what the rules did.</param>
    public string MaskTarget(string target, NoiseContext context, NoiseCount? count)
    {
        string seen = _lens?.SeeTarget(target, context.IsRecorded) ?? target;
        string query = RequestTarget.QueryOf(seen);
        return MaskPath(RequestTarget.PathOf(seen), context, count) + (query.Length == 0 ? "" : MaskQuery(query, context, count));
    }

    /// <summary>Ignores parts of a path.</summary>
    /// <param name="path">A path without its query.</param>
    /// <param name="context">The call that it is from.</param>
    /// <param name="count">Gets what the rules did.</param>
    public string MaskPath(string path, NoiseContext context, NoiseCount? count)
    {
        foreach (CompiledNoise rule in _rules)
        {
            int found = 0;
            path = rule.Segments?.Replace(path, context, out found) ?? (rule.Set is null ? path : rule.Pattern!.Replace(path, rule.See(context), out found) ?? path);
            count?.Add(rule.Index, found);
        }

        return path;
    }

    /// <summary>Ignores parameters.</summary>
    /// <param name="query">A query with its <c>?</c>.</param>
    /// <param name="context">The call that it is from.</param>
    /// <param name="count">Gets what the rules did.</param>
    public string MaskQuery(string query, NoiseContext context, NoiseCount? count)
    {
        if (!_rules.Any(rule => rule.Rule.Kind is NoiseKind.Query or NoiseKind.Fresh))
        {
            return query;
        }

        return MaskPairs(query[1..], NoiseKind.Query, context, count) is { Length: > 0 } left ? "?" + left : "";
    }

    /// <summary>Ignores parts of a body.</summary>
    /// <param name="body">A whole body, or a redacted one.</param>
    /// <param name="ids">The ids of its exchange.</param>
    /// <param name="context">The message that it is from.</param>
    /// <param name="count">Gets what the rules did.</param>
    /// <returns>The body as it is compared, without content encoding; <see langword="null"/> when it is compared as it is.</returns>
    public byte[]? MaskBody(BodyContent body, OwnIds ids, NoiseContext context, NoiseCount? count)
    {
        if (body.Bytes.IsEmpty)
        {
            return null;
        }

        if (_messages?.ToJson(body) is { } messages)
        {
            var json = BodyContent.OfJson(messages);
            byte[] seenFields = _lens?.SeeBody(messages, json.ContentType, context.IsRecorded) ?? messages;
            using DecodedBody fields = DecodedBody.Read(json.Decoded(seenFields));
            return Mask(fields, ids, context, count) ?? seenFields;
        }

        using DecodedBody decoded = DecodedBody.Read(body);
        if (decoded.EncodingLeft is not null)
        {
            return null;
        }

        if (_lens?.SeeBody(decoded.Bytes, decoded.ContentType, context.IsRecorded) is { } seen)
        {
            using DecodedBody again = DecodedBody.Read(body.Decoded(seen));
            return Mask(again, ids, context, count) ?? seen;
        }

        return Mask(decoded, ids, context, count);
    }

    private byte[]? Mask(DecodedBody decoded, OwnIds ids, NoiseContext context, NoiseCount? count)
    {
        if (decoded.Json is { } json)
        {
            byte[]? masked = JsonMasker.Mask(json, _rules.Where(rule => rule.Path is not null || rule.Set is not null), ids, context, count);

            // Last, since other rules name parameters by the names that they have.
            return MaskForm(masked is null ? decoded.Bytes : masked, count) ?? masked;
        }

        ReadOnlyMemory<byte> bytes = decoded.HasParts ? MaskParts(decoded.Bytes, context, count) : decoded.Bytes;
        bool isSame = bytes.Equals(decoded.Bytes);
        if (!TextComparer.IsText(bytes.Span))
        {
            return isSame ? null : bytes.ToArray();
        }

        string whole = Encoding.UTF8.GetString(bytes.Span);
        string text = StreamedJson.Is(decoded.ContentType) ? MaskDocuments(whole, decoded.ContentType, ids, context, count) : whole;
        string fields = decoded.IsForm && _rules.Any(rule => rule.Rule.Kind == NoiseKind.Form) ? MaskPairs(text, NoiseKind.Form, context, count) : text;
        return TextMasker.Mask(fields, decoded.IsForm, _rules.Where(rule => rule.Rule.Kind is NoiseKind.Body or NoiseKind.Fresh), context, count)
            ?? (isSame && fields == whole ? null : Encoding.UTF8.GetBytes(fields));
    }

    private string MaskDocuments(string text, string? contentType, OwnIds ids, NoiseContext context, NoiseCount? count)
    {
        CompiledNoise[] rules = [.. _rules.Where(rule => rule.Path is not null)];
        if (rules.Length == 0)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        int at = 0;
        foreach (StreamedJson document in StreamedJson.In(text, contentType).Where(document => document.IsJson))
        {
            if (JsonTree.TryParse(Encoding.UTF8.GetBytes(document.Text), out JsonTree? json))
            {
                using (json)
                {
                    masked.Append(text, at, document.Start - at).Append(Encoding.UTF8.GetString(JsonMasker.Mask(json, rules, ids, context, count) ?? JsonMasker.Plain(json)));
                    at = document.End;
                }
            }
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }

    private ReadOnlyMemory<byte> MaskParts(ReadOnlyMemory<byte> body, NoiseContext context, NoiseCount? count) =>
        new PartMasker((rule, value) => Replace(rule, value, context, count), count).Mask(body, [.. _rules.Where(rule => rule.Rule.Kind is NoiseKind.Form or NoiseKind.FileName)]);

    private byte[]? MaskForm(ReadOnlyMemory<byte> statement, NoiseCount? count)
    {
        if (Array.Find(_rules, rule => rule.Rule.Kind == NoiseKind.Statements) is not { } rule || StatementForm.Of(statement) is not { } form)
        {
            return null;
        }

        count?.Add(rule.Index, 1);
        return form;
    }

    private static HeaderMap MaskHeader(CompiledNoise rule, HeaderMap headers, NoiseContext context, NoiseCount? count)
    {
        if (headers.Values(rule.Rule.Target).Count == 0)
        {
            return headers;
        }

        if (rule.Pattern is null)
        {
            count?.Add(rule.Index, 1);
            return new HeaderMap([.. headers
                .Where(field => !rule.Rule.Optional || !Names(rule, field.Key))
                .Select(field => Names(rule, field.Key) ? new(field.Key, [ValuePattern.Marker]) : field)]);
        }

        // A value that is not of the form is not what may be missing.
        var masked = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in headers)
        {
            IReadOnlyList<string> values = Names(rule, field.Key) ? Replace(rule, field.Value, context, count) : field.Value;
            if (!rule.Rule.Optional || values.SequenceEqual(field.Value))
            {
                masked.Add(new(field.Key, values));
            }
        }

        return new HeaderMap(masked);
    }

    // Moments in these are compared by their distance, and credentials by whose they are.
    private static bool HasFreshValues(FreshSet set, string header) =>
        !HeaderComparer.IsVolatile(header)
        && !DatedField.Is(header)
        && !(HeaderValue.IsSetCookie(header) && set.AreNumbers)
        && CallHeaderNames.KindOf(header) is not (CallHeaderKind.Credential or CallHeaderKind.Cookie);

    private static string[] Replace(CompiledNoise rule, IReadOnlyList<string> values, NoiseContext context, NoiseCount? count) => [.. values.Select(value => Replace(rule, value, context, count))];

    private static string Replace(CompiledNoise rule, string value, NoiseContext context, NoiseCount? count)
    {
        if (rule.Pattern!.Replace(value, rule.See(context), out int found) is not { } replaced)
        {
            count?.GiveUp(rule.Index);
            return value;
        }

        count?.Add(rule.Index, found);
        return replaced;
    }

    private string MaskPairs(string pairs, NoiseKind kind, NoiseContext context, NoiseCount? count) =>
        string.Join('&', pairs.Split('&').Select(pair => MaskPair(pair, kind, context, count)).OfType<string>());

    private string? MaskPair(string pair, NoiseKind kind, NoiseContext context, NoiseCount? count)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        string rawName = equals < 0 ? pair : pair[..equals];
        string name = PercentEncoding.DecodeField(rawName);
        foreach (CompiledNoise rule in _rules.Where(rule => (rule.Rule.Kind == kind && rule.Rule.Target == name) || (rule.Rule.Kind == NoiseKind.Fresh && kind == NoiseKind.Query)))
        {
            string before = equals < 0 ? "" : PercentEncoding.DecodeField(pair[(equals + 1)..]);
            string value = ValuePattern.Marker;
            if (rule.Pattern is null)
            {
                count?.Add(rule.Index, 1);
            }
            else
            {
                value = Replace(rule, before, context, count);
            }

            if (value != before)
            {
                if (rule.Rule.Optional)
                {
                    return null;
                }

                pair = $"{rawName}={Uri.EscapeDataString(value)}";
                equals = rawName.Length;
            }
        }

        return pair;
    }

    private static bool Names(CompiledNoise rule, string header) => rule.Rule.Target.Equals(header, StringComparison.OrdinalIgnoreCase);
}
