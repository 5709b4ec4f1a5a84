using System.Security.Cryptography;
using InfernoSim.Incidents;
using InfernoSim.Policies;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;

namespace InfernoSim.Inspection;

/// <summary>Secrets that stand in an incident as they are.</summary>
internal static class LeftSecrets
{
    /// <summary>Finds them: one finding for each kind, with the first place, and never with the secret.</summary>
    /// <param name="incident">The incident.</param>
    public static IEnumerable<Finding> In(Incident incident)
    {
        var found = new SortedDictionary<SecretKind, (int Count, string First)>();
        var kept = new SortedDictionary<SecretKind, (int Count, string First)>();
        string at = "";
        PrivacyPolicy policy = RecordedPrivacy.PolicyOf(incident.Metadata?.Privacy, incident.Folder).KeepingOnly();
        var scrubber = new EventScrubber(
            new SecretTokens(new byte[HMACSHA256.HashSizeInBytes]), new SecretMarks(), (kind, place) => Add(kind, place, found), policy.Places, (kind, place) => Add(kind, place, kept));
        foreach ((int number, RecordedExchange exchange) in incident.Exchanges.Index())
        {
            at = $"exchange {number + 1}, request";
            scrubber.Scrub(exchange.Request);
            if (exchange.Response is { } response)
            {
                at = $"exchange {number + 1}, response";
                scrubber.Scrub(response);
            }

            foreach ((int call, IncidentEvent made) in exchange.Calls.Index())
            {
                at = $"exchange {number + 1}, call {call + 1}";
                scrubber.Scrub(made);
            }
        }

        foreach ((int call, IncidentEvent made) in incident.UnattributedCalls.Index())
        {
            at = $"call {call + 1} of no request";
            scrubber.Scrub(made);
        }

        return kept
            .Select(kind => new Finding(FindingKind.Secret, FindingLevel.Note, $"{Describe(kind.Key, kind.Value.Count)} in clear, kept by a rule of the recording, first in {kind.Value.First}"))
            .Concat(found.Select(kind => new Finding(FindingKind.Secret, LevelOf(kind.Key), $"{Describe(kind.Key, kind.Value.Count)} in clear, first in {kind.Value.First}", $"infernosim scrub takes {(kind.Value.Count == 1 ? "it" : "them")} out")));

        void Add(SecretKind kind, string place, SortedDictionary<SecretKind, (int Count, string First)> to) =>
            to[kind] = to.TryGetValue(kind, out (int Count, string First) known) ? (known.Count + 1, known.First) : (1, $"{at}: {place}");
    }

    // Whose address it is may be no secret, and few incidents are without one.
    private static FindingLevel LevelOf(SecretKind kind) => kind == SecretKind.Email ? FindingLevel.Note : FindingLevel.Exposes;

    private static string Describe(SecretKind kind, int count)
    {
        string what = kind switch
        {
            SecretKind.Credential => "credential",
            SecretKind.Jwt => "JSON Web Token",
            SecretKind.PrivateKey => "private key",
            SecretKind.NamedValue => "value that is named like a secret",
            SecretKind.UserInfo => "password in a URL",
            SecretKind.CardNumber => "card number",
            _ => "e-mail address",
        };
        return count == 1 ? $"1 {what} stands" : $"{count} {Plural(what)} stand";
    }

    private static string Plural(string what) => what switch
    {
        "value that is named like a secret" => "values that are named like secrets",
        "password in a URL" => "passwords in URLs",
        "e-mail address" => "e-mail addresses",
        _ => what + "s",
    };
}
