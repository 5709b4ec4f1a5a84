using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Scrubbing;

namespace InfernoSim.Policies;

/// <summary>
/// What becomes of the values at a place when they are recorded: <c>keep json: $.password; route: POST /login</c>. The place is written as in a
/// <see cref="NoiseRule"/>; before it stands <c>keep</c>, <c>token</c>, <c>redact</c> or <c>drop</c>.
/// </summary>
/// <remarks>
/// Without a dependency a rule is for all messages: requests to the service and its calls, and the responses to both. With it, it is for the calls
/// to that dependency and their responses.
/// </remarks>
public sealed record PrivacyRule
{
    /// <summary>A rule as an example in messages.</summary>
    internal const string Example = "'keep json: $.password; route: POST /login'";

    private static readonly string[] ActionWords = [.. Enum.GetValues<PlaceAction>().Select(WordOf)];

    private static readonly NoiseKind[] Kinds = [NoiseKind.Header, NoiseKind.Query, NoiseKind.Path, NoiseKind.Json, NoiseKind.Form, NoiseKind.FileName, NoiseKind.Body];

    private PrivacyRule(PlaceAction action, NoiseRule place, DependencyName? dependency)
    {
        Action = action;
        Place = place;
        Dependency = dependency;
    }

    /// <summary>What becomes of the values.</summary>
    internal PlaceAction Action { get; }

    /// <summary>Where they are.</summary>
    internal NoiseRule Place { get; }

    /// <summary>The dependency whose calls the rule is for; <see langword="null"/> for all messages.</summary>
    internal DependencyName? Dependency { get; }

    /// <summary>The words that a rule begins with.</summary>
    internal static IReadOnlyList<string> Actions => ActionWords;

    /// <summary>
    /// Parses a rule: <c>keep</c>, <c>token</c>, <c>redact</c> or <c>drop</c>, then one of <c>header: X-Customer</c>, <c>query: email</c>,
    /// <c>path: /users/*</c>, <c>json: $.user.name</c>, <c>form: iban</c>, <c>filename: photo</c> or <c>body: SN-\d+</c>, with <c>; dependency: HOST</c> and
    /// <c>; route: METHOD /path/*</c> behind it.
    /// </summary>
    /// <param name="text">The rule.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ReplayConfigurationException">The text is not a rule.</exception>
    public static PrivacyRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
        if (parts.Length < 2 || ActionOf(parts[0]) is not { } action)
        {
            throw new ReplayConfigurationException($"'{text}' is not a rule of privacy: it begins with {Words()}, and a place follows; for example {Example}");
        }

        return Of(action, [.. NoiseRuleFields.SplitAll(parts[1])], _ => "");
    }

    /// <summary>The rule as <see cref="Parse"/> reads it.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{WordOf(Action)} {string.Join("; ", Place.Fields().Where(field => field.Key != NoiseRuleFields.Dependency || Dependency is not null).Select(field => $"{field.Key}: {field.Value}"))}";

    /// <summary>Makes a rule.</summary>
    /// <param name="action">What becomes of the values.</param>
    /// <param name="fields">The keys and values of the place, as written.</param>
    /// <param name="at">What to put before a message about a key, such as its file and line.</param>
    /// <exception cref="ReplayConfigurationException">They make no rule.</exception>
    internal static PrivacyRule Of(PlaceAction action, IReadOnlyList<KeyValuePair<string, string>> fields, Func<string?, string> at)
    {
        NoiseRule place = NoiseRuleFields.ToRule(fields, at);
        string key = NoiseRuleFields.KeyOf(place.Kind);
        if (!Kinds.Contains(place.Kind))
        {
            throw new ReplayConfigurationException($"{at(key)}'{key}' names no value that is recorded; a rule of privacy has one of {string.Join(", ", Kinds.Select(NoiseRuleFields.KeyOf))}, for example {Example}");
        }

        if (fields.FirstOrDefault(field => field.Key is NoiseRuleFields.Only or NoiseRuleFields.Optional).Key is { } useless)
        {
            throw new ReplayConfigurationException($"{at(useless)}'{useless}' has no meaning for what is recorded; leave it out.");
        }

        if (HasForms(place))
        {
            throw new ReplayConfigurationException($"{at(key)}'{place.Target}' has a form in it, and what stands in place of a value has none; write {(place.Kind == NoiseKind.Path ? "* for the segment" : "a regular expression")}.");
        }

        if (action == PlaceAction.Drop && place.Kind is NoiseKind.Path or NoiseKind.Body)
        {
            throw new ReplayConfigurationException($"{at(key)}a part of a {key} cannot be dropped, since the rest would be another one; write redact or token.");
        }

        if (action == PlaceAction.Drop && place.Kind == NoiseKind.FileName)
        {
            throw new ReplayConfigurationException($"{at(key)}the name of a file cannot be dropped, since the field would be no file any more; write redact or token, or drop {NoiseRuleFields.Form}: {place.Target}.");
        }

        return new PrivacyRule(action, place, fields.Any(field => field.Key == NoiseRuleFields.Dependency) ? place.Dependency : null);
    }

    /// <summary>What a word asks for.</summary>
    /// <param name="word">The word.</param>
    /// <returns><see langword="null"/> when it is none of them.</returns>
    internal static PlaceAction? ActionOf(string word) => Array.IndexOf(ActionWords, word) is var index and >= 0 ? Enum.GetValues<PlaceAction>()[index] : null;

    private static string Words() => $"{string.Join(", ", ActionWords[..^1])} or {ActionWords[^1]}";

    private static string WordOf(PlaceAction action) => action.ToString().ToLowerInvariant();

    private static bool HasForms(NoiseRule place) => place.Kind switch
    {
        NoiseKind.Path => PathPattern.Parse(place.Target).Forms.Count > 0,
        NoiseKind.Body => ValuePattern.Parse(place.Target).Forms.Count > 0,
        _ => false,
    };
}
