using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>
/// Something that does not describe behaviour and is left out of every comparison, on both sides alike. The place must still
/// be there, and hold the same type of value; only what it holds is ignored.
/// </summary>
/// <remarks>
/// Without a dependency a rule is for what the service answers, with it for what the service asks of that dependency. A <c>query</c> or
/// <c>path</c> rule is always for dependency calls; a <c>fresh</c> one without a dependency is for both.
/// </remarks>
public sealed record NoiseRule
{
    private NoiseRule(NoiseKind kind, string target)
    {
        Kind = kind;
        Target = target;
    }

    /// <summary>What is ignored.</summary>
    internal NoiseKind Kind { get; }

    /// <summary>The name of the header, parameter or ready set, the JSON path, the regular expression, or the path with its wildcards.</summary>
    internal string Target { get; }

    /// <summary>The dependency whose calls the rule is for; <see langword="null"/> when it is for answers.</summary>
    internal DependencyName? Dependency { get; private init; }

    /// <summary>The requests that the rule is for: those answered, or those made to <see cref="Dependency"/>; <see langword="null"/> for all.</summary>
    internal RoutePattern? Route { get; private init; }

    /// <summary>Whether it makes no difference either that the value is missing, or of another type, on one side.</summary>
    internal bool Optional { get; private init; }

    /// <summary>
    /// The regular expression, with forms such as <c>{uuid}</c> in it, of what is ignored in the value; <see langword="null"/> when
    /// all of it is.
    /// </summary>
    internal string? Only { get; private init; }

    /// <summary>Where the rule is written, such as <c>replay.yaml:12</c>; <see langword="null"/> when that is not known.</summary>
    internal string? Source { get; init; }

    /// <summary>
    /// Parses a rule: <c>header: ETag</c>, <c>query: sig</c>, <c>form: nonce</c>, <c>filename: report</c>, <c>json: $.items[*].id</c>,
    /// <c>body: took \d+ ms</c> or <c>unordered: $.tags</c>, each with <c>; dependency: HOST</c>, <c>; route: METHOD /path/*</c>, <c>; optional: true</c> behind it;
    /// <c>; only: nonce-{token:22}</c> behind the first five names the part of the value. <c>path: /photos/*</c> is for the path of
    /// dependency calls, <c>fresh: guids</c> and <c>fresh: times</c> for such values wherever they are;
    /// or <c>calls to HOST</c> (the same as <c>calls: HOST</c>), with <c>; route: METHOD /path/*</c> behind it.
    /// </summary>
    /// <param name="text">The rule. A semicolon inside a regular expression is written <c>\x3b</c>.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ReplayConfigurationException">The text is not a rule.</exception>
    public static NoiseRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return NoiseRuleFields.ToRule([.. NoiseRuleFields.SplitAll(text)], _ => "");
    }

    /// <summary>The rule as <see cref="Parse"/> reads it.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => string.Join("; ", Fields().Select(field => $"{field.Key}: {field.Value}"));

    /// <summary>The keys and values that the rule is written with, in order.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Fields()
    {
        yield return new(NoiseRuleFields.KeyOf(Kind), Target);
        if (Dependency is not null && Kind != NoiseKind.Calls)
        {
            yield return new(NoiseRuleFields.Dependency, Dependency.ToString());
        }

        if (Route is not null)
        {
            yield return new(NoiseRuleFields.Route, Route.ToString());
        }

        if (Optional)
        {
            yield return new(NoiseRuleFields.Optional, "true");
        }

        if (Only is not null)
        {
            yield return new(NoiseRuleFields.Only, Only);
        }
    }

    /// <summary>Whether it is of the privacy of the recording: what was recorded is no value, and so of no type.</summary>
    internal bool IsOfPrivacy { get; init; }

    internal static NoiseRule Of(NoiseKind kind, string target, DependencyName? dependency, RoutePattern? route, bool optional = false, string? only = null) =>
        new(kind, target) { Dependency = dependency, Route = route, Optional = optional, Only = only };
}
