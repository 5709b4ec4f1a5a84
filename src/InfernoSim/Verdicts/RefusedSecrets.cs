using System.Text.RegularExpressions;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Privacy;

namespace InfernoSim.Verdicts;

/// <summary>
/// Whether what went wrong first is that the service would not take a token for the secret that it stands for. The recording lacks the secret, so that
/// this is no evidence against the service.
/// </summary>
internal static partial class RefusedSecrets
{
    /// <summary>A refusal, and the rule that keeps the secret; <see langword="null"/> where there is none.</summary>
    /// <param name="observed">What was observed.</param>
    public static string? In(ReplayObservations observed) =>
        FirstOf(observed) is { } first
            && Hidden(observed, first, isAsked: null) is { } hidden
            && observed.Divergences.Where(divergence => divergence.Exchange == first).Select(divergence => Describe(divergence, observed, hidden)).FirstOrDefault(refusal => refusal is not null) is { } refusal
            ? $"exchange {first + 1} ({hidden.Request}) was {refusal}, and was recorded with tokens in place of secrets ({hidden.Where}): a service that knows the secret refuses "
                + $"its token, so this is the privacy of the recording and no evidence against the service; record it from an account that is made for it, with {hidden.Remedy(observed.Plan.Words)}"
            : null;

    /// <summary>What may lie behind a difference that does not look like a refusal; <see langword="null"/> where nothing was hidden from the service.</summary>
    /// <param name="observed">What was observed.</param>
    public static string? Hint(ReplayObservations observed) =>
        FirstOf(observed) is { } first && Hidden(observed, first, IsPassword) is { } hidden
            ? $"its request was recorded with tokens in place of secrets ({hidden.Where}); if the service compares one with what it knows, that is why, and the remedy is to record it again with {hidden.Remedy(observed.Plan.Words)}"
            : null;

    private static int? FirstOf(ReplayObservations observed) => observed.Divergences is [{ Exchange: >= 0 and var exchange }, ..] ? exchange : null;

    private static HiddenCredential? Hidden(ReplayObservations observed, int exchange, Func<ValuePlace, bool>? isAsked) =>
        HiddenCredential.Of(observed.Plan.Incident.Exchanges, exchange, isAsked);

    private static bool IsPassword(ValuePlace place) => SecretNames.Contain(JsonPointer.LastOf(place.Name));

    // Any secret may be looked up, and not be found; only of a password does it take less than that to be refused.
    private static string? Describe(Divergence divergence, ReplayObservations observed, HiddenCredential hidden) => divergence.Kind switch
    {
        DivergenceKind.ResponseStatus when IsRefused(divergence, observed) || (IsRedirectedNoMore(divergence) && hidden.Places.Any(IsPassword)) =>
            $"answered {divergence.Got[..3]} in place of {divergence.Expected}",
        DivergenceKind.ResponseHeader when divergence.Location.Equals("Location", StringComparison.OrdinalIgnoreCase) && hidden.Places.Any(IsPassword) =>
            $"redirected to {divergence.Got} in place of {divergence.Expected}",
        DivergenceKind.ResponseBody when LacksToken(divergence, observed) && hidden.Places.Any(IsPassword) =>
            $"answered without the token at {divergence.Location} that it had been given",
        _ => null,
    };

    // What makes something new, as a registration does, takes a secret for what it is told, and refuses it for reasons of its own.
    private static bool IsRefused(Divergence divergence, ReplayObservations observed) =>
        divergence is { Expected: ['2' or '3', ..], Got: ['4', _, _, ..] }
        && (divergence.Got[..3] is "401" or "403" || (divergence.Got[..3] is not ("408" or "429") && !MakesSomethingNew(divergence, observed)));

    private static bool MakesSomethingNew(Divergence divergence, ReplayObservations observed) =>
        divergence.Expected == "201" || NewAccount().IsMatch(RequestTarget.PathOf(observed.Plan.Incident.Exchanges[divergence.Exchange].Request.Url ?? "/"));

    // A page with the form once more, where the one behind it was expected.
    private static bool IsRedirectedNoMore(Divergence divergence) => divergence is { Expected: ['3', ..], Got: ['2' or '3', _, _, ..] };

    private static bool LacksToken(Divergence divergence, ReplayObservations observed) =>
        divergence.Got is BodyDifference.Absent or "null"
        && observed.Plan.Incident.Exchanges[divergence.Exchange].Response is { } response
        && BodyMarks.Read(response).Keys.Any(place => place == divergence.Location || place.StartsWith(divergence.Location + "/", StringComparison.Ordinal));

    [GeneratedRegex("regist|sign-?up", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NewAccount();
}
