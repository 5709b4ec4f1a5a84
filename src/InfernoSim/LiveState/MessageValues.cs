using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>Takes a message apart into whole values: path segments, query values, header tokens, cookies, JSON scalars, form fields.</summary>
internal static class MessageValues
{
    /// <summary>Bodies longer than this, in bytes, are not searched.</summary>
    public const int LargestBody = 1024 * 1024;

    // As of a file: .jpg, .jpeg, .parquet.
    private const int LongestExtension = 8;

    // What tells of the connection, of the client's program or of the form of the content holds no value of the service's.
    private static readonly FrozenSet<string> LeftOut = FrozenSet.ToFrozenSet(
        [
            "Host", "Cookie", "Set-Cookie", "Content-Length", "Content-Type", "Content-Encoding", "Content-Language", "Date", "Expires", "Last-Modified", "Age",
            "Via", "Server", "User-Agent", "Referer", "Origin", "Accept", "Accept-Encoding",
            "Accept-Language", "Cache-Control", "Vary", "Expect", "If-Modified-Since", "If-Unmodified-Since", "Request-Id", "X-Request-Id", "X-Correlation-Id",
            "X-Trace-Id", TraceContext.InfernoHeader, TraceContext.TraceParent, TraceContext.TraceState, "baggage",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly char[] UrlSeparators = ['/', '?', '&', '=', '#', ' ', ',', ';', '"', '<', '>'];

    // Of parameters: cart;jsessionid=..., and of the keys of OData: Orders(...).
    private static readonly char[] PathSeparators = [';', '=', ',', '(', ')', '\''];

    private static readonly char[] FieldSeparators = [' ', ',', ';', '"'];

    /// <summary>The values of a request target.</summary>
    /// <param name="pathAndQuery">From its first <c>/</c>.</param>
    public static IEnumerable<FoundValue> OfTarget(string pathAndQuery)
    {
        int query = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        string[] segments = (query < 0 ? pathAndQuery : pathAndQuery[..query]).Split('/');
        for (int i = 1; i < segments.Length; i++)
        {
            string segment = Unescape(segments[i]);
            yield return new FoundValue(segment, new ValuePlace(MessagePart.Path, $"{i}"));
            foreach (FoundValue token in OfTokens(segments[i], PathSeparators, MessagePart.Path, $"{i}"))
            {
                yield return token;
            }

            int extension = segment.LastIndexOf('.');
            if (extension > 0 && segment.Length - extension - 1 is > 0 and <= LongestExtension)
            {
                yield return new FoundValue(segment[..extension], new ValuePlace(MessagePart.Path, $"{i}", ValuePlace.WithoutExtension));
            }
        }

        if (query >= 0)
        {
            foreach (FoundValue value in OfPairs(pathAndQuery[(query + 1)..], MessagePart.Query))
            {
                yield return value;
            }
        }
    }

    /// <summary>The values of headers.</summary>
    /// <param name="headers">The headers.</param>
    public static IEnumerable<FoundValue> OfHeaders(HeaderMap headers)
    {
        foreach ((string name, IReadOnlyList<string> values) in HopByHop.Remove(headers))
        {
            if (!LeftOut.Contains(name))
            {
                foreach (FoundValue value in OfText(string.Join(", ", values), MessagePart.Header, name, hasTokens: true))
                {
                    yield return value;
                }
            }
        }

        IEnumerable<string> cookies = headers.Values("Cookie").SelectMany(line => line.Split(';')).Concat(headers.Values("Set-Cookie").Select(line => line.Split(';')[0]));
        foreach (string cookie in cookies)
        {
            int equals = cookie.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                yield return new FoundValue(cookie[(equals + 1)..].Trim(), new ValuePlace(MessagePart.Cookie, cookie[..equals].Trim()));
            }
        }
    }

    /// <summary>The values of a body: of JSON, of forms and of HTML; none of other types.</summary>
    /// <param name="body">The whole body.</param>
    public static IReadOnlyList<FoundValue> OfBody(BodyContent body)
    {
        if (body.Bytes.IsEmpty || body.Bytes.Length > LargestBody)
        {
            return [];
        }

        ReadOnlyMemory<byte> bytes = ContentDecoder.Decode(body.Bytes, body.ContentEncoding, out bool isDecoded);
        if (!isDecoded)
        {
            return [];
        }

        if (MediaType.IsForm(body.ContentType))
        {
            return [.. OfPairs(Encoding.UTF8.GetString(bytes.Span), MessagePart.Form)];
        }

        if (HtmlValues.IsHtml(body.ContentType))
        {
            return HtmlValues.In(bytes);
        }

        return body.ContentType is null || MediaType.IsJson(body.ContentType) ? OfJson(bytes) : [];
    }

    /// <summary>The values of a body, found when the first of them is asked for.</summary>
    /// <param name="body">The whole body.</param>
    public static Lazy<IReadOnlyList<FoundValue>> InBody(BodyContent body) => new(() => OfBody(body), LazyThreadSafetyMode.None);

    /// <summary>The value at a place of a response.</summary>
    /// <param name="place">The place.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="body">What is in the body.</param>
    public static FoundValue? Read(ValuePlace place, HeaderMap headers, Lazy<IReadOnlyList<FoundValue>> body) =>
        First(place.Part is MessagePart.Header or MessagePart.Cookie ? OfHeaders(headers) : body.Value, place);

    /// <summary>The value at a place of a dependency call.</summary>
    /// <param name="place">The place.</param>
    /// <param name="request">The call.</param>
    public static FoundValue? Read(ValuePlace place, DependencyRequest request) => place.Part switch
    {
        MessagePart.Path or MessagePart.Query => First(OfTarget(request.PathAndQuery), place),
        _ => Read(place, request.Headers, InBody(BodyContent.Of(request.Body, request.Headers))),
    };

    // Names are compared as they are; a service does not change their case from one response to the next.
    private static FoundValue? First(IEnumerable<FoundValue> values, ValuePlace place)
    {
        foreach (FoundValue value in values)
        {
            if (value.Place == place || (place.Part == MessagePart.Header && value.Place.Token == place.Token && string.Equals(value.Place.Name, place.Name, StringComparison.OrdinalIgnoreCase)))
            {
                return value;
            }
        }

        return null;
    }

    private static IEnumerable<FoundValue> OfPairs(string pairs, MessagePart part)
    {
        foreach (string pair in pairs.Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                string name = Unescape(pair[..equals].Replace('+', ' '));
                foreach (FoundValue value in OfText(Unescape(pair[(equals + 1)..].Replace('+', ' ')), part, name, hasTokens: false))
                {
                    yield return value;
                }
            }
        }
    }

    // The whole text; and of a text that is a URL, or of a header, its tokens.
    private static IEnumerable<FoundValue> OfText(string text, MessagePart part, string name, bool hasTokens)
    {
        yield return new FoundValue(text, new ValuePlace(part, name));
        bool isUrl = text.StartsWith('/') || text.Contains("://", StringComparison.Ordinal);
        if (!hasTokens && !isUrl)
        {
            yield break;
        }

        foreach (FoundValue token in OfTokens(text, isUrl ? UrlSeparators : FieldSeparators, part, name))
        {
            yield return token;
        }
    }

    /// <summary>The parts of a URL, absolute or relative.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="part">What it stands in.</param>
    /// <param name="name">Where in it.</param>
    public static IEnumerable<FoundValue> OfUrl(string url, MessagePart part, string name) =>
        OfTokens(url, UrlSeparators, part, name).Prepend(new FoundValue(url, new ValuePlace(part, name)));

    private static IEnumerable<FoundValue> OfTokens(string text, char[] separators, MessagePart part, string name)
    {
        string[] tokens = text.Split(separators, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < tokens.Length && (tokens.Length > 1 || tokens[0].Length < text.Length); i++)
        {
            yield return new FoundValue(Unescape(tokens[i]), new ValuePlace(part, name, i));
        }
    }

    /// <summary>The scalars of JSON; none of what is said to be JSON and is not.</summary>
    /// <param name="bytes">The text.</param>
    public static IReadOnlyList<FoundValue> OfJson(ReadOnlyMemory<byte> bytes)
    {
        var values = new List<FoundValue>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
            AddJson(document.RootElement, "", values);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Said to be JSON and is not, or holds text that is none: there is nothing to find in it.
        }

        return values;
    }

    private static void AddJson(JsonElement element, string pointer, List<FoundValue> to)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    AddJson(member.Value, pointer + JsonPointer.Prepend(member.Name, ""), to);
                }

                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    AddJson(item, $"{pointer}/{index++}", to);
                }

                break;
            case JsonValueKind.Number:
                to.Add(new FoundValue(element.GetRawText(), new ValuePlace(MessagePart.Body, pointer), IsNumber: true));
                break;
            case JsonValueKind.String:
                to.AddRange(OfText(element.GetString()!, MessagePart.Body, pointer, hasTokens: false));
                break;
        }
    }

    private static string Unescape(string text) => text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;
}
