using System.Text;
using Google.Protobuf.Reflection;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Privacy;

namespace InfernoSim.Scrubbing;

/// <summary>
/// Sees what a service says in a replay as it would have been recorded, so that it can be compared with a recording without secrets. A token that
/// the service was given has to come back as it is. A secret of its own is, with the key of the recording, compared by its token; without the key
/// the recording says only that there is one, and where else in the same text it stands again.
/// </summary>
internal sealed class PrivacyLens
{
    private readonly IPlacePolicy? _policy;
    private readonly SecretTokens? _tokens;
    private readonly Lazy<HashSet<string>> _given;
    private readonly Lazy<HashSet<string>> _own;
    private readonly bool _hasSeveralKeys;

    private PrivacyLens(IPlacePolicy? policy, SecretTokens? tokens, Lazy<HashSet<string>> given, Lazy<HashSet<string>> own, bool hasSeveralKeys)
    {
        _hasSeveralKeys = hasSeveralKeys;
        _policy = policy;
        _tokens = tokens;
        _given = given;
        _own = own;
    }

    /// <summary>What of the service's own secrets is not compared, in a sentence; <see langword="null"/> where all is.</summary>
    public string? NotTested => _tokens is null && _own.Value.Count(SecretTokens.Is) is var count and > 0
        ? $"the {(count == 1 ? "value of 1 secret" : $"values of {count} secrets")} {Why}: only whether there is one, and which are equal in one text, is compared ({Remedy} lets their values be compared)"
        : null;

    private string Why => _hasSeveralKeys ? "that the logs of the incident have different tokens for" : "that the service was not given, and that the recording has tokens for";

    private string Remedy => _hasSeveralKeys ? $"one key in {PrivacyKey.Variable} for both captures" : $"the key of the recording in {PrivacyKey.Variable}";

    /// <summary>Looks at a recording.</summary>
    /// <param name="incident">The recording.</param>
    /// <param name="policy">The rules that it was made by.</param>
    /// <param name="key">The key that it was made with; <see langword="null"/> where that is not known.</param>
    /// <param name="hasSeveralKeys">Whether a secret has one token where the service is asked, and another one where it asks.</param>
    /// <param name="descriptors">What messages of gRPC are made of; <see langword="null"/> where nobody has said.</param>
    public static PrivacyLens Of(Incident incident, IPlacePolicy? policy, byte[]? key, bool hasSeveralKeys, GrpcDescriptors? descriptors = null)
    {
        var given = new Lazy<HashSet<string>>(() => hasSeveralKeys ? [] : [.. Given(incident, descriptors).SelectMany(SecretTokens.In)]);
        return new PrivacyLens(
            policy,
            key is null ? null : new SecretTokens(key),
            given,
            new Lazy<HashSet<string>>(() => [.. Said(incident, descriptors).SelectMany(SecretTokens.In).Where(token => !given.Value.Contains(token))]),
            hasSeveralKeys);
    }

    /// <summary>Whether tokens stand anywhere in a recording.</summary>
    /// <param name="incident">The recording.</param>
    public static bool HoldsTokens(Incident incident) => Given(incident, null).Concat(Said(incident, null)).Any(SecretTokens.AreIn);

    /// <summary>The lens for one message.</summary>
    /// <param name="message">The message.</param>
    public MessageLens For(MessagePlace message) => new(this, _policy?.For(message));

    /// <summary>Replaces secrets in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="places">The places in it that the policy names.</param>
    /// <param name="isRecorded">Whether it was recorded.</param>
    public string See(string text, IReadOnlyList<PlacedText> places, bool isRecorded)
    {
        if (places.Count == 0 && !IsSeenOtherwise(text))
        {
            return text;
        }

        PlacedText[] tokens = [.. places.Where(place => place.Action is PlaceAction.Token or PlaceAction.Keep)];
        if (_tokens is { } keyed)
        {
            return isRecorded ? text : new SecretStands((kind, value) => IsKnown(value) ? value : keyed.Of(kind, value), value => IsKnown(value) ? value : keyed.OfNumber(value)).Replace(text, tokens);
        }

        return SeeWithoutKey(text, tokens);
    }

    /// <summary>Whether a text in which the policy names no places may be seen as another one.</summary>
    /// <param name="text">The text.</param>
    public static bool IsSeenOtherwise(ReadOnlySpan<char> text) => SecretDetector.MayHold(text) || SecretTokens.MayBeIn(text);

    // By the order in which they are first there, texts and numbers each for themselves, and again in the claims of each token.
    private string SeeWithoutKey(string text, IReadOnlyList<PlacedText> places)
    {
        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        string seen = new SecretStands(StandOf, value => _given.Value.Contains(value) ? value : Number(value)).Replace(text, places);
        return SecretTokens.Replace(
            HiddenJwt.See(seen, claims => SeeWithoutKey(claims, [])),
            token => !(IsOfOneKey(token) || _own.Value.Contains(token)) ? token : token.StartsWith("tok_", StringComparison.OrdinalIgnoreCase) ? Text(token) : Number(token));

        string StandOf(SecretKind kind, string value) =>
            _given.Value.Contains(value) ? value
            : kind == SecretKind.Jwt && HiddenJwt.Of(value, claims => SeeWithoutKey(claims, []), Text) is { } readable ? readable
            : kind == SecretKind.CardNumber ? Number(value) : Text(value);

        string Text(string value) => $"(secret{PlaceOf(value, texts)})";

        // A number stays one, or JSON would be none.
        string Number(string value) => $"99999999{PlaceOf(value, numbers):D4}";
    }

    // What the service was given, and recorded elsewhere with another token; a number that looks like one may be none.
    private bool IsOfOneKey(string token) => _hasSeveralKeys && token.StartsWith("tok_", StringComparison.OrdinalIgnoreCase);

    private bool IsKnown(string value) => SecretTokens.Is(value) || _given.Value.Contains(value) || _own.Value.Contains(value);

    private static int PlaceOf(string value, Dictionary<string, int> places)
    {
        if (!places.TryGetValue(value, out int place))
        {
            places.Add(value, place = places.Count + 1);
        }

        return place;
    }

    // What the service was given: requests, and answers of dependencies.
    private static IEnumerable<string> Given(Incident incident, GrpcDescriptors? descriptors) =>
        incident.Exchanges.SelectMany(exchange => Texts(exchange.Request.Url, exchange.Request.Headers, exchange.Request.Body, descriptors?.RequestOf(exchange.Request.Url ?? "/")))
            .Concat(CallsOf(incident).SelectMany(call => Texts(null, call.ResponseHeaders, call.ResponseBody, descriptors?.ResponseOf(RecordedTarget.Of(call).PathAndQuery))));

    // What it said: responses, and requests to dependencies.
    private static IEnumerable<string> Said(Incident incident, GrpcDescriptors? descriptors) =>
        incident.Exchanges.SelectMany(exchange => exchange.Response is { } response ? Texts(null, response.Headers, response.Body, descriptors?.ResponseOf(exchange.Request.Url ?? "/")) : [])
            .Concat(CallsOf(incident).SelectMany(call => Texts(call.Url, call.Headers, call.Body, descriptors?.RequestOf(RecordedTarget.Of(call).PathAndQuery))));

    private static IEnumerable<IncidentEvent> CallsOf(Incident incident) =>
        incident.Exchanges.SelectMany(exchange => exchange.Calls).Concat(incident.UnattributedCalls);

    private static IEnumerable<string> Texts(string? url, HeaderMap headers, RecordedBody body, MessageDescriptor? type)
    {
        if (url is not null)
        {
            yield return url;
        }

        foreach (string value in headers.SelectMany(field => field.Value))
        {
            yield return value;
        }

        ReadOnlyMemory<byte> bytes = body.GetBytes();
        if (type is not null && new GrpcMessages(type).ToJson(BodyContent.Of(bytes, headers)) is { } messages)
        {
            yield return Encoding.UTF8.GetString(messages);
        }
        else if (!bytes.IsEmpty)
        {
            yield return Encoding.UTF8.GetString(ContentDecoder.Decode(bytes, BodyContent.Of(bytes, headers).ContentEncoding, out _).Span);
        }
    }
}

/// <summary>The lens for one message.</summary>
/// <param name="lens">The lens.</param>
/// <param name="policy">The rules for the message; <see langword="null"/> where there are none.</param>
internal sealed class MessageLens(PrivacyLens lens, IMessagePolicy? policy)
{
    /// <summary>Looks at headers. Credentials in them are compared by their marks.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="isRecorded">Whether they were recorded.</param>
    public HeaderMap See(HeaderMap headers, bool isRecorded) => headers.Count == 0 ? headers : new HeaderMap(headers.Select(field => SecretHeaders.Names.Contains(field.Key)
        ? field
        : new KeyValuePair<string, IReadOnlyList<string>>(field.Key, [.. field.Value.Select(value => lens.See(value, Place(field.Key, value), isRecorded))])));

    /// <summary>Looks at a target.</summary>
    /// <param name="target">Path and query.</param>
    /// <param name="isRecorded">Whether it was recorded.</param>
    public string SeeTarget(string target, bool isRecorded) => lens.See(target, policy?.InTarget(target) ?? [], isRecorded);

    /// <summary>Looks at a body.</summary>
    /// <param name="body">The body, decoded.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="isRecorded">Whether it was recorded.</param>
    /// <returns><see langword="null"/> where it is compared as it is.</returns>
    public byte[]? SeeBody(ReadOnlyMemory<byte> body, string? contentType, bool isRecorded)
    {
        Encoding? encoding = TextComparer.IsText(body.Span) ? Encoding.UTF8 : MediaType.Boundary(contentType) is null ? null : Encoding.Latin1;
        if (encoding is null || (policy is null && !MediaType.IsEventStream(contentType) && TextLook.At(body.Span, PrivacyLens.IsSeenOtherwise) == false))
        {
            return null;
        }

        string text = encoding.GetString(body.Span);
        IReadOnlyList<PlacedText> places = policy?.InBody(text, contentType) ?? [];
        string seen = lens.See(text, [.. places, .. SplitSecrets.In(text, contentType, places)], isRecorded);
        return ReferenceEquals(seen, text) || seen == text ? null : encoding.GetBytes(seen);
    }

    private IReadOnlyList<PlacedText> Place(string name, string value) =>
        policy?.OfHeader(name) is { } action ? [new PlacedText(0, value.Length, action, PlacedForm.Text)] : [];
}
