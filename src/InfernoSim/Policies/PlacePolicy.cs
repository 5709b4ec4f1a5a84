using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Scrubbing;

namespace InfernoSim.Policies;

/// <summary>Rules, ready to be asked for the places of messages.</summary>
/// <param name="rules">The rules.</param>
/// <param name="descriptors">What messages of gRPC are made of; <see langword="null"/> where nobody has said.</param>
internal sealed class PlacePolicy(IReadOnlyList<PrivacyRule> rules, GrpcDescriptors? descriptors = null) : IPlacePolicy
{
    // The strictest first.
    private readonly PlacedRule[] _rules = [.. rules.OrderBy(rule => rule.Action).Select(rule => new PlacedRule(rule))];

    /// <inheritdoc/>
    public IReadOnlyList<string> Rules { get; } = [.. rules.Select(rule => rule.ToString())];

    /// <inheritdoc/>
    public GrpcDescriptors? Descriptors => descriptors;

    /// <inheritdoc/>
    public IMessagePolicy? For(MessagePlace message) =>
        _rules.Where(rule => rule.IsFor(message)).ToArray() is { Length: > 0 } some ? new MessagePolicy(some) : null;
}

/// <summary>A rule, ready to be applied.</summary>
/// <param name="rule">As written.</param>
internal sealed class PlacedRule(PrivacyRule rule)
{
    /// <summary>What becomes of the values.</summary>
    public PlaceAction Action => rule.Action;

    /// <summary>What the rule is about.</summary>
    public NoiseKind Kind => rule.Place.Kind;

    /// <summary>Of a rule for a name, the name.</summary>
    public string Name => rule.Place.Target;

    /// <summary>Of a rule for JSON, where.</summary>
    public JsonPath? Path { get; } = rule.Place.Kind == NoiseKind.Json ? JsonPath.Parse(rule.Place.Target) : null;

    /// <summary>Of a rule for paths, which.</summary>
    public PathPattern? Segments { get; } = rule.Place.Kind == NoiseKind.Path ? PathPattern.Parse(rule.Place.Target) : null;

    /// <summary>Of a rule for text, what.</summary>
    public ValuePattern? Pattern { get; } = rule.Place.Kind == NoiseKind.Body ? ValuePattern.Parse(rule.Place.Target) : null;

    /// <summary>Whether the rule is for a message.</summary>
    /// <param name="message">The message.</param>
    public bool IsFor(MessagePlace message) =>
        (rule.Dependency is null || (message.IsCall && rule.Dependency.Matches(message.Authority, message.Scheme)))
        && rule.Place.Route?.Matches(message.Method, message.PathAndQuery) != false;
}

/// <summary>The rules for one message.</summary>
/// <param name="rules">The rules, the strictest first.</param>
internal sealed class MessagePolicy(PlacedRule[] rules) : IMessagePolicy
{
    /// <inheritdoc/>
    public PlaceAction? OfHeader(string name) =>
        Array.Find(rules, rule => rule.Kind == NoiseKind.Header && rule.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Action;

    /// <inheritdoc/>
    public IReadOnlyList<PlacedText> InTarget(string target)
    {
        string path = RequestTarget.PathOf(target);
        return
        [
            .. rules.Where(rule => rule.Segments is not null).SelectMany(rule => rule.Segments!.Find(path).Select(found => new PlacedText(found.Index, found.Length, rule.Action, PlacedForm.Encoded))),
            .. PairPlaces.In(target, path.Length + 1, ActionOf(NoiseKind.Query)).Select(place => place.Start == path.Length + 1 && place.End == target.Length && place.Action == PlaceAction.Drop ? place with { Start = path.Length, Length = place.Length + 1 } : place),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<PlacedText>? InBody(string text, string? contentType)
    {
        var places = new List<PlacedText>();
        if (rules.Any(rule => rule.Path is not null) && !TryAddJson(text, contentType, places))
        {
            // What is only to be kept may as well be taken out.
            return rules.Any(rule => rule.Path is not null && rule.Action != PlaceAction.Keep) ? null : places;
        }

        if (MediaType.IsForm(contentType))
        {
            places.AddRange(PairPlaces.In(text, 0, ActionOf(NoiseKind.Form)));
        }

        if (MediaType.Boundary(contentType) is { } boundary && rules.Any(rule => rule.Kind is NoiseKind.Form or NoiseKind.FileName) && !PartPlaces.TryAdd(text, boundary, ActionOf(NoiseKind.Form), ActionOf(NoiseKind.FileName), places))
        {
            return rules.Any(rule => rule.Kind is NoiseKind.Form or NoiseKind.FileName && rule.Action != PlaceAction.Keep) ? null : places;
        }

        foreach (PlacedRule rule in rules.Where(rule => rule.Pattern is not null))
        {
            if (rule.Pattern!.Find(text) is not { } found)
            {
                return null;
            }

            places.AddRange(found.Select(one => new PlacedText(one.Start, one.Length, rule.Action, PlacedForm.Text)));
        }

        return places;
    }

    private bool TryAddJson(string text, string? contentType, List<PlacedText> to) =>
        StreamedJson.Is(contentType)
            ? StreamedJson.In(text, contentType).All(document => !document.IsJson || TryAddJson(document, to))
            : !MayBeJson(text, contentType) || JsonPlaces.TryAdd(text, rules, to);

    private bool TryAddJson(StreamedJson document, List<PlacedText> to)
    {
        var places = new List<PlacedText>();
        if (!JsonPlaces.TryAdd(document.Text, rules, places))
        {
            return false;
        }

        to.AddRange(places.Select(place => place with { Start = document.StartOf(place.Start), Length = document.EndOf(place.End) - document.StartOf(place.Start) }));
        return true;
    }

    private static bool MayBeJson(string text, string? contentType) =>
        contentType is null ? text.AsSpan().TrimStart("\uFEFF \t\r\n") is ['{' or '[', ..] : MediaType.IsJson(contentType);

    private Func<string, PlaceAction?> ActionOf(NoiseKind kind) => name => Array.Find(rules, rule => rule.Kind == kind && rule.Name == name)?.Action;
}
