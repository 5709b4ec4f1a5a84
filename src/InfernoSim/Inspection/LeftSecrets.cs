using System.Security.Cryptography;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Policies;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;

namespace InfernoSim.Inspection;

/// <summary>Secrets that stand in an incident as they are.</summary>
internal static class LeftSecrets
{
    /// <summary>Finds them: one finding for each kind, with the first place, and never with the secret.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="descriptors">What messages of gRPC are made of; <see langword="null"/> where nobody has said.</param>
    public static IEnumerable<Finding> In(Incident incident, GrpcDescriptors? descriptors)
    {
        var found = new SortedDictionary<SecretKind, (int Count, string First)>();
        var kept = new SortedDictionary<SecretKind, (int Count, string First)>();
        (int Count, string First) named = default;
        string at = "";
        PrivacyPolicy policy = RecordedPrivacy.PolicyOf(incident.Metadata?.Privacy, incident.Folder);
        NamedFields? fields = descriptors is null ? null : new NamedFields(policy, descriptors);
        var scrubber = new EventScrubber(
            new SecretTokens(new byte[HMACSHA256.HashSizeInBytes]), new SecretMarks(), (kind, place) => Add(kind, place, found), policy.KeepingOnly(descriptors).Places, (kind, place) => Add(kind, place, kept));
        foreach ((IncidentEvent e, string place) in EventsOf(incident))
        {
            at = place;
            scrubber.Scrub(e);
            if (fields?.CountIn(e) is > 0 and int more)
            {
                named = (named.Count + more, named.First ?? at);
            }
        }

        return kept
            .Select(kind => new Finding(FindingKind.Secret, FindingLevel.Note, $"{Describe(kind.Key, kind.Value.Count)} in clear, kept by a rule of the recording, first in {kind.Value.First}"))
            .Concat(found.Select(kind => new Finding(FindingKind.Secret, LevelOf(kind.Key), $"{Describe(kind.Key, kind.Value.Count)} in clear, first in {kind.Value.First}", Remedy(kind.Value.Count))))
            .Concat(named.Count == 0 ? [] : [new Finding(FindingKind.Secret, FindingLevel.Exposes, $"{DescribeNamed(named.Count)} in clear, first in {named.First}", Remedy(named.Count))]);

        string Remedy(int count) => $"infernosim scrub takes {(count == 1 ? "it" : "them")} out{(descriptors is null ? "" : ", with the descriptors")}";

        void Add(SecretKind kind, string place, SortedDictionary<SecretKind, (int Count, string First)> to) =>
            to[kind] = to.TryGetValue(kind, out (int Count, string First) known) ? (known.Count + 1, known.First) : (1, $"{at}: {place}");
    }

    private static IEnumerable<(IncidentEvent Event, string Place)> EventsOf(Incident incident)
    {
        foreach ((int number, RecordedExchange exchange) in incident.Exchanges.Index())
        {
            yield return (exchange.Request, $"exchange {number + 1}, request");
            if (exchange.Response is { } response)
            {
                yield return (response, $"exchange {number + 1}, response");
            }

            foreach ((int call, IncidentEvent made) in exchange.Calls.Index())
            {
                yield return (made, $"exchange {number + 1}, call {call + 1}");
            }
        }

        foreach ((int call, IncidentEvent made) in incident.UnattributedCalls.Index())
        {
            yield return (made, $"call {call + 1} of no request");
        }
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

    private static string DescribeNamed(int count) => count == 1
        ? "1 field of a message that a rule of the recording names stands"
        : $"{count} fields of messages that rules of the recording name stand";

    private static string Plural(string what) => what switch
    {
        "value that is named like a secret" => "values that are named like secrets",
        "password in a URL" => "passwords in URLs",
        "e-mail address" => "e-mail addresses",
        _ => what + "s",
    };
}
