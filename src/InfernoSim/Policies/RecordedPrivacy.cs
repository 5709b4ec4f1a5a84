using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Planning;
using InfernoSim.Scrubbing;

namespace InfernoSim.Policies;

/// <summary>What a replay makes of the privacy of its recording: it compares by the same rules.</summary>
internal static class RecordedPrivacy
{
    /// <summary>Where a rule is from, in summaries.</summary>
    private const string Source = "privacy of the recording";

    private static readonly DependencyName Every = DependencyName.Parse("*");

    /// <summary>The options of a replay with what its recording asks for.</summary>
    /// <param name="options">The options.</param>
    /// <param name="incident">The recording.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <exception cref="ReplayConfigurationException">A rule in <c>incident.json</c> cannot be read, or the key in the environment is too short.</exception>
    public static ReplayOptions Apply(ReplayOptions options, Incident incident, Func<string, string?> environment)
    {
        if (PrivacyOf(incident) is not { } privacy || privacy is { Rules.Count: 0, HoldsTokens: false })
        {
            return options;
        }

        PrivacyPolicy policy = PolicyOf(privacy, incident.Folder);
        return options with
        {
            Lens = PrivacyLens.Of(incident, policy.Places, PrivacyKey.Find(environment(PrivacyKey.Variable), privacy.KeyCheck), privacy.HasSeveralKeys, options.Messages),
            Ignore = [.. policy.Rules.SelectMany(Derive), .. options.Ignore],
        };
    }

    /// <summary>The rules that a recording was made by.</summary>
    /// <param name="privacy">What <c>incident.json</c> says.</param>
    /// <param name="folder">The folder of the incident.</param>
    /// <exception cref="ReplayConfigurationException">A rule cannot be read.</exception>
    public static PrivacyPolicy PolicyOf(IncidentPrivacy? privacy, string folder)
    {
        try
        {
            return privacy is null ? PrivacyPolicy.None : PrivacyPolicy.Parse(privacy.Rules);
        }
        catch (ReplayConfigurationException problem)
        {
            throw new ReplayConfigurationException($"{Path.Combine(folder, IncidentFiles.Metadata)}: privacy: {problem.Message}; repair it, or use the version of infernosim that recorded it.", problem);
        }
    }

    // A recorder that was killed has not said that it took secrets out.
    private static IncidentPrivacy? PrivacyOf(Incident incident) =>
        incident.Metadata is { } metadata ? metadata.Privacy : PrivacyLens.HoldsTokens(incident) ? new IncidentPrivacy([], null) : null;

    /// <summary>What is left out of comparisons, since nothing is recorded of it: in responses, and in calls.</summary>
    /// <param name="rule">A rule of the recording.</param>
    private static IEnumerable<NoiseRule> Derive(PrivacyRule rule)
    {
        if (rule.Action is not (PlaceAction.Redact or PlaceAction.Drop))
        {
            return [];
        }

        NoiseRule place = rule.Place;
        bool isOfCallsAlone = place.Kind is NoiseKind.Query or NoiseKind.Path;
        DependencyName?[] dependencies = rule.Dependency is not null ? [rule.Dependency] : isOfCallsAlone ? [Every] : [null, Every];
        string target = place.Kind == NoiseKind.Body ? $@"(?:{place.Target})|\[REDACTED\]" : place.Target;
        bool isOptional = rule.Action == PlaceAction.Drop;
        return dependencies.Select(dependency => NoiseRule.Of(place.Kind, target, dependency, place.Route, isOptional) with { Source = Source, IsOfPrivacy = true });
    }
}
