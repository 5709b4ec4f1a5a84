using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Privacy;
using InfernoSim.WebSockets;

namespace InfernoSim.Scrubbing;

/// <summary>
/// Takes the secrets out of events, wherever they may stand: target, headers, trailers, bodies, errors, statements. Credentials in headers
/// become marks, as when they are recorded; all else becomes tokens. What was the same stays the same across events.
/// </summary>
/// <param name="tokens">What stands in place of secrets.</param>
/// <param name="marks">What stands in place of credentials in headers.</param>
/// <param name="found">Told of each secret: what it is and where it stood.</param>
/// <param name="policy">What becomes of values at certain places; <see langword="null"/> where nobody has said.</param>
/// <param name="kept">Told of each secret that the policy keeps.</param>
internal sealed class EventScrubber(SecretTokens tokens, SecretMarks marks, Action<SecretKind, string>? found = null, IPlacePolicy? policy = null, Action<SecretKind, string>? kept = null)
{
    private const string MessagesType = "application/json";

    /// <summary>The event without its secrets; the same one where there are none.</summary>
    /// <param name="e">The event.</param>
    public IncidentEvent Scrub(IncidentEvent e)
    {
        IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> unknown = WithMarks(e);
        IMessagePolicy? rules = policy?.For(MessagePlace.Of(e));
        (GrpcMessages? primary, GrpcMessages? answer) = MessagesOf(e, policy?.Descriptors);
        bool isSpoken = WebSocketHandshake.Is(e.Headers) || WebSocketHandshake.IsAccepted(e.Status, e.Headers);
        ScrubbedBody body = ScrubBody(e.Body, Scrub(e.Headers, "header", rules), "body", rules, isSpoken, primary);
        ScrubbedBody response = ScrubBody(e.ResponseBody, Scrub(e.ResponseHeaders, "response header", rules), "response body", rules, isSpoken, answer);
        bool isResponse = e.Type == IncidentEventType.InboundResponse;
        return e with
        {
            Url = e.Url is null ? null : ScrubUrl(e.Url, rules),
            Error = e.Error is null ? null : Scrub(e.Error, "error"),
            Headers = body.Headers,
            Body = body.Body,
            ResponseHeaders = response.Headers,
            ResponseBody = response.Body,
            ResponseTrailers = Scrub(e.ResponseTrailers, "trailer", rules),
            ResponsePieces = isResponse ? Fit(e.ResponsePieces, body, e.Body.Size) : Fit(e.ResponsePieces, response, e.ResponseBody.Size),
            Turns = isResponse ? e.Turns : Fit(e.Turns, Moves(body, e.Body.Size), Moves(response, e.ResponseBody.Size)),
            UnknownFields = [.. unknown.Select(field => new KeyValuePair<string, ReadOnlyMemory<byte>>(field.Key, Scrub(field.Value, field.Key)))],
        };
    }

    /// <summary>What the messages of gRPC in an event are made of, those of its primary body and those of its response.</summary>
    /// <param name="e">The event.</param>
    /// <param name="descriptors">They tell; <see langword="null"/> where there are none.</param>
    public static (GrpcMessages? Primary, GrpcMessages? Answer) MessagesOf(IncidentEvent e, GrpcDescriptors? descriptors)
    {
        if (descriptors is null)
        {
            return default;
        }

        string target = MessagePlace.Of(e).PathAndQuery;
        GrpcMessages? answer = GrpcMessages.Of(descriptors.ResponseOf(target));
        return (e.Type == IncidentEventType.InboundResponse ? answer : GrpcMessages.Of(descriptors.RequestOf(target)), answer);
    }

    // Most texts hold none, and most of those that pass are short: nothing is made for them.
    private string Scrub(string text, string place, IReadOnlyList<PlacedText>? places = null) =>
        places is not { Count: > 0 } && !SecretDetector.MayHold(text) ? text : Replace(text, place, places ?? []);

    private string Replace(string text, string place, IReadOnlyList<PlacedText> places) => new SecretStands(
        (kind, secret) =>
        {
            if (SecretTokens.Is(secret))
            {
                return secret;
            }

            found?.Invoke(kind, place);
            return tokens.Of(kind, secret);
        },
        tokens.OfNumber,
        kind => kept?.Invoke(kind, place)).Replace(text, places);

    private string ScrubUrl(string url, IMessagePolicy? rules)
    {
        int start = MessagePlace.TargetIn(url);
        return Scrub(url, "url", rules is null ? null : [.. rules.InTarget(url[start..]).Select(place => place with { Start = place.Start + start })]);
    }

    private ScrubbedBody ScrubBody(RecordedBody body, HeaderMap headers, string place, IMessagePolicy? rules, bool isSpoken, GrpcMessages? messages)
    {
        if (isSpoken && ScrubbedBody.HoldsInBinary(body, text => Scrub(text, place)))
        {
            return ScrubbedBody.LeftOut(body, headers);
        }

        if (messages is not null && GrpcCall.Is(headers) && !body.GetBytes().IsEmpty)
        {
            IReadOnlyList<PlacedText>? Places(string json) => rules is null ? [] : rules.InBody(json, MessagesType);
            return ScrubbedBody.OfMessages(body, headers, messages, json => Places(json) is { } places ? Scrub(json, place, places) : null, text => Scrub(text, place))
                ?? (Places("") is null ? ScrubbedBody.LeftOut(body, headers) : ScrubbedBody.Of(body, headers, text => Scrub(text, place)));
        }

        string? type = headers.TryGetFirst("Content-Type", out string? written) ? written : null;
        return rules is null && !MediaType.IsEventStream(type)
            ? ScrubbedBody.Of(body, headers, text => Scrub(text, place), SecretDetector.MayHold)
            : ScrubbedBody.Of(body, headers, text => (rules is null ? [] : rules.InBody(text, type)) is { } places ? Scrub(text, place, [.. places, .. SplitSecrets.In(text, type, places)]) : null);
    }

    private ReadOnlyMemory<byte> Scrub(ReadOnlyMemory<byte> json, string place)
    {
        string text = Encoding.UTF8.GetString(json.Span);
        string scrubbed = Scrub(text, place);
        return scrubbed == text ? json : Encoding.UTF8.GetBytes(scrubbed);
    }

    private HeaderMap Scrub(HeaderMap headers, string place, IMessagePolicy? rules) =>
        rules is null && !MayHold(headers)
            ? headers
            : new HeaderMap(headers.Select(field => Scrub(field, place, rules?.OfHeader(field.Key))).OfType<KeyValuePair<string, IReadOnlyList<string>>>());

    private static bool MayHold(HeaderMap headers)
    {
        for (int i = 0; i < headers.Count; i++)
        {
            if (MayHold(headers[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MayHold(KeyValuePair<string, IReadOnlyList<string>> field)
    {
        if (SecretHeaders.Names.Contains(field.Key))
        {
            return true;
        }

        for (int i = 0; i < field.Value.Count; i++)
        {
            if (SecretDetector.MayHold(field.Value[i]))
            {
                return true;
            }
        }

        return false;
    }

    private KeyValuePair<string, IReadOnlyList<string>>? Scrub(KeyValuePair<string, IReadOnlyList<string>> field, string place, PlaceAction? action) => action switch
    {
        PlaceAction.Drop => null,
        PlaceAction.Keep => Keep(field, place),
        PlaceAction.Redact => new(field.Key, [.. field.Value.Select(_ => Redaction.Marker)]),
        null when !MayHold(field) => field,
        _ => new(field.Key, [.. field.Value.Select(value => Scrub(field.Key, value, place, action))]),
    };

    private KeyValuePair<string, IReadOnlyList<string>> Keep(KeyValuePair<string, IReadOnlyList<string>> field, string place)
    {
        if (kept is not null)
        {
            foreach (SecretKind kind in field.Value.SelectMany(value => SecretHeaders.Names.Contains(field.Key) ? [SecretKind.Credential] : SecretDetector.In(value).Select(secret => secret.Kind)))
            {
                kept(kind, $"{place} {field.Key}");
            }
        }

        return field;
    }

    private string Scrub(string name, string value, string place, PlaceAction? action)
    {
        if (!SecretHeaders.Names.Contains(name))
        {
            return Scrub(value, $"{place} {name}", action == PlaceAction.Token ? [new PlacedText(0, value.Length, PlaceAction.Token, PlacedForm.Text)] : null);
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

    private static IReadOnlyList<ResponsePiece> Fit(IReadOnlyList<ResponsePiece> pieces, ScrubbedBody body, long before) => pieces.Count == 0 || before == 0
        ? pieces
        : Moves(body, before) is { } moves
            ? [.. pieces.Select(piece => piece with { Bytes = moves(piece.Bytes) })]
            : [.. pieces.Select(piece => piece with { Bytes = (long)((Int128)piece.Bytes * body.Body.Size / before) })];

    // Half of a message is no answer to half of another.
    private static IReadOnlyList<DialogueTurn> Fit(IReadOnlyList<DialogueTurn> turns, Func<long, long>? sent, Func<long, long>? came) =>
        turns.Count == 0 || sent is null || came is null ? [] : [.. turns.Select(turn => new DialogueTurn(sent(turn.Sent), came(turn.Came)))];

    // Nothing where the body has another length now and it is not known how.
    private static Func<long, long>? Moves(ScrubbedBody body, long before)
    {
        if (body.Places is { } places)
        {
            return places.PlaceOf;
        }

        return body.Body.Size == before ? static place => place : null;
    }
}
