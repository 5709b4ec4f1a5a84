using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Privacy;

namespace InfernoSim.Scrubbing;

/// <summary>
/// Takes the secrets out of events, wherever they may stand: target, headers, trailers, bodies, errors, statements. Credentials in headers
/// become marks, as when they are recorded; all else becomes tokens. What was the same stays the same across events.
/// </summary>
/// <param name="tokens">What stands in place of secrets; <see langword="null"/> where only credentials in headers are taken out.</param>
/// <param name="marks">What stands in place of credentials in headers.</param>
/// <param name="found">Told of each secret: what it is and where it stood.</param>
internal sealed class EventScrubber(SecretTokens? tokens, SecretMarks marks, Action<SecretKind, string>? found = null)
{
    /// <summary>The event without its secrets; the same one where there are none.</summary>
    /// <param name="e">The event.</param>
    public IncidentEvent Scrub(IncidentEvent e)
    {
        IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> unknown = WithMarks(e);
        if (tokens is null)
        {
            return e with
            {
                Headers = Scrub(e.Headers, "header"),
                ResponseHeaders = Scrub(e.ResponseHeaders, "response header"),
                ResponseTrailers = Scrub(e.ResponseTrailers, "trailer"),
                UnknownFields = unknown,
            };
        }

        ScrubbedBody body = ScrubbedBody.Of(e.Body, Scrub(e.Headers, "header"), text => Scrub(text, "body"));
        ScrubbedBody response = ScrubbedBody.Of(e.ResponseBody, Scrub(e.ResponseHeaders, "response header"), text => Scrub(text, "response body"));
        return e with
        {
            Url = e.Url is null ? null : Scrub(e.Url, "url"),
            Error = e.Error is null ? null : Scrub(e.Error, "error"),
            Headers = body.Headers,
            Body = body.Body,
            ResponseHeaders = response.Headers,
            ResponseBody = response.Body,
            ResponseTrailers = Scrub(e.ResponseTrailers, "trailer"),
            ResponsePieces = Fit(e.ResponsePieces, e.ResponseBody.Size, response.Body.Size),
            UnknownFields = [.. unknown.Select(field => new KeyValuePair<string, ReadOnlyMemory<byte>>(field.Key, Scrub(field.Value, field.Key)))],
        };
    }

    private string Scrub(string text, string place) => tokens is null ? text : SecretDetector.Replace(text, (kind, secret) =>
    {
        found?.Invoke(kind, place);
        return tokens.Of(kind, secret);
    });

    private ReadOnlyMemory<byte> Scrub(ReadOnlyMemory<byte> json, string place)
    {
        string text = Encoding.UTF8.GetString(json.Span);
        string scrubbed = Scrub(text, place);
        return scrubbed == text ? json : Encoding.UTF8.GetBytes(scrubbed);
    }

    private HeaderMap Scrub(HeaderMap headers, string place) => headers.Count == 0 || (tokens is null && !headers.Any(field => SecretHeaders.Names.Contains(field.Key)))
        ? headers
        : new HeaderMap(headers.Select(field => new KeyValuePair<string, IReadOnlyList<string>>(field.Key, [.. field.Value.Select(value => Scrub(field.Key, value, place))])));

    private string Scrub(string name, string value, string place)
    {
        if (!SecretHeaders.Names.Contains(name))
        {
            return Scrub(value, $"{place} {name}");
        }

        if (Redaction.IsRedacted(value))
        {
            return value;
        }

        string redacted = SecretHeaders.Redact(name, value, marks);
        if (redacted != value)
        {
            found?.Invoke(SecretKind.Credential, $"{place} {name}");
        }

        return redacted;
    }

    // They tie a token in a body to the requests that send it in a header.
    private IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> WithMarks(IncidentEvent e)
    {
        if (e.Type != IncidentEventType.InboundResponse || e.Status >= 400 || !e.Body.IsComplete || e.Body.Size is 0 or > BodyMarks.LargestBody || e.UnknownFields.Any(field => field.Key == BodyMarks.Field))
        {
            return e.UnknownFields;
        }

        ReadOnlyMemory<byte> content = ContentDecoder.Decode(e.Body.GetBytes(), BodyContent.Of(e.Body, e.Headers).ContentEncoding, out bool isDecoded);
        return isDecoded && BodyMarks.Of(content, marks) is { } field ? [.. e.UnknownFields, new(BodyMarks.Field, field)] : e.UnknownFields;
    }

    private static IReadOnlyList<ResponsePiece> Fit(IReadOnlyList<ResponsePiece> pieces, long before, long after) => before == after || before == 0
        ? pieces
        : [.. pieces.Select(piece => new ResponsePiece(piece.AfterNanoseconds, (long)((Int128)piece.Bytes * after / before)))];
}
