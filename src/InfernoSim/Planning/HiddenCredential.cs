using System.Globalization;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Privacy;

namespace InfernoSim.Planning;

/// <summary>
/// Values of a recorded request that were secret, and that nothing before it explains: what a service that knows them, such as the password of an account, refuses when a
/// replay sends the tokens in their place.
/// </summary>
/// <param name="Exchange">The exchange, from 0.</param>
/// <param name="Request">Method and path of its request.</param>
/// <param name="Places">Where they are.</param>
internal sealed record HiddenCredential(int Exchange, string Request, IReadOnlyList<ValuePlace> Places)
{
    private const int MostShown = 3;

    // Of every recorder.
    private const string PrivacyOption = "Privacy";

    /// <summary>Where they are, as a person says it.</summary>
    public string Where => string.Join(", ", Places.Take(MostShown)) + (Places.Count > MostShown ? $" and {Places.Count - MostShown} more" : "");

    /// <summary>The rules that keep them, as whoever records gives them.</summary>
    /// <param name="words">How messages call an option.</param>
    public string Remedy(OptionWording words) =>
        string.Join(" and ", Places.Take(MostShown).Select(place => words.WithValue(PrivacyOption, $"keep {RuleOf(place)}; route: {Method} {Path()}")));

    /// <summary>Finds those of one exchange.</summary>
    /// <param name="exchanges">The exchanges of the incident.</param>
    /// <param name="exchange">The exchange, from 0.</param>
    /// <param name="isAsked">Whether a place is asked for; all are when omitted.</param>
    /// <returns><see langword="null"/> when there are none.</returns>
    public static HiddenCredential? Of(IReadOnlyList<RecordedExchange> exchanges, int exchange, Func<ValuePlace, bool>? isAsked = null) => Of(exchanges[exchange], new Lazy<HashSet<string>>(() => TokensOf(exchanges.Take(exchange))), isAsked);

    /// <summary>Finds those of all exchanges.</summary>
    /// <param name="exchanges">The exchanges of the incident, in order.</param>
    /// <param name="isAsked">Whether a place is asked for.</param>
    public static IEnumerable<HiddenCredential> In(IReadOnlyList<RecordedExchange> exchanges, Func<ValuePlace, bool> isAsked)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        var known = new Lazy<HashSet<string>>(() => before);
        foreach (RecordedExchange exchange in exchanges)
        {
            if (Of(exchange, known, isAsked) is { } hidden)
            {
                yield return hidden;
            }

            before.UnionWith(TokensOf([exchange]));
        }
    }

    private static HiddenCredential? Of(RecordedExchange exchange, Lazy<HashSet<string>> before, Func<ValuePlace, bool>? isAsked)
    {
        ValuePlace[] places =
        [
            .. ValuesOf(exchange.Request)
                .Where(value => IsHidden(value.Text) && isAsked?.Invoke(value.Place) != false && !before.Value.Contains(value.Text))
                .Select(value => value.Place with { Token = ValuePlace.Whole })
                .Distinct(),
        ];
        return places.Length == 0 ? null : new HiddenCredential(exchange.Index, $"{exchange.Request.Method ?? "GET"} {RequestTarget.PathOf(exchange.Request.Url ?? "/")}", places);
    }

    private static bool IsHidden(string value) => SecretTokens.Is(value) || HiddenJwt.Is(value);

    private static HashSet<string> TokensOf(IEnumerable<RecordedExchange> exchanges) =>
        [.. exchanges.SelectMany(exchange => ValuesOf(exchange.Request).Concat(exchange.Response is { } response ? ValuesOf(response) : [])).Select(value => value.Text).Where(IsHidden)];

    private static IEnumerable<FoundValue> ValuesOf(IncidentEvent message) =>
        (message.Type == IncidentEventType.InboundRequest ? MessageValues.OfTarget(message.Url ?? "/") : [])
            .Concat(MessageValues.OfHeaders(message.Headers))
            .Concat(message.Body.IsComplete ? MessageValues.OfBody(BodyContent.Of(message.Body, message.Headers)) : []);

    private string RuleOf(ValuePlace place) => place.Part switch
    {
        MessagePart.Path => $"path: {Path()}",
        MessagePart.Query => $"query: {place.Name}",
        MessagePart.Body => $"json: {JsonPath.OfPointer(place.Name)}",
        MessagePart.Form => $"form: {place.Name}",
        _ => $"header: {place.Name}",
    };

    private string Method => Request[..Request.IndexOf(' ', StringComparison.Ordinal)];

    // A token in it would name no route of another recording.
    private string Path() => string.Join('/', Request[(Method.Length + 1)..].Split('/').Select((segment, index) =>
        Places.Any(place => place.Part == MessagePart.Path && place.Name == index.ToString(CultureInfo.InvariantCulture)) ? "*" : segment));
}
