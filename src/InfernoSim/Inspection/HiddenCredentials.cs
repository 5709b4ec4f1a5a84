using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Privacy;

namespace InfernoSim.Inspection;

/// <summary>Passwords and the like of recorded requests that tokens stand in place of, which a service that knows them refuses.</summary>
internal static class HiddenCredentials
{
    /// <summary>Finds them: one finding for all requests, with the first.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="words">How messages call an option.</param>
    public static IEnumerable<Finding> In(Incident incident, OptionWording words)
    {
        HiddenCredential[] hidden = [.. HiddenCredential.In(incident.Exchanges, place => SecretNames.Contain(JsonPointer.LastOf(place.Name)))];
        return hidden.Length == 0
            ? []
            : [new Finding(
                FindingKind.Redacted,
                FindingLevel.Note,
                $"{(hidden.Length == 1 ? "1 request was" : $"{hidden.Length} requests were")} recorded with tokens in place of passwords or the like, first exchange {hidden[0].Exchange + 1} ({hidden[0].Request}: {hidden[0].Where}), and a service that compares one with what it knows refuses the token in a replay",
                $"if it does, record from an account that is made for it, with {hidden[0].Remedy(words)}")];
    }
}
