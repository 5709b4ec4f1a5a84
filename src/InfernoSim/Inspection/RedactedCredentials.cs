using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Planning;

namespace InfernoSim.Inspection;

/// <summary>Credentials of recorded requests that capture redacted.</summary>
internal static class RedactedCredentials
{
    /// <summary>
    /// Finds them: one finding for each header and each cookie that the service does not give out itself, one for those that it
    /// does, and one where the recording does not tell whose they were.
    /// </summary>
    /// <param name="incident">The incident.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="words">How messages call an option.</param>
    public static IEnumerable<Finding> In(Incident incident, LiveChains chains, OptionWording words)
    {
        IReadOnlyList<LeftOutCredential> lacking = LeftOutCredential.In(incident.Exchanges, chains, out int given);
        if (given > 0)
        {
            string what = given == 1 ? "1 redacted credential is" : $"{given} redacted credentials are";
            yield return new Finding(FindingKind.Redacted, FindingLevel.Note, $"{what} given out by the service itself; a replay sends what it gives");
        }

        if (chains.Indistinct.Count > 0)
        {
            yield return new Finding(FindingKind.Redacted, FindingLevel.Weakens, IndistinctCredential.Describe(chains.Indistinct), "record again");
        }

        foreach (LeftOutCredential credential in lacking)
        {
            yield return new Finding(FindingKind.Redacted, FindingLevel.Fails, credential.What, credential.Remedy(words));
        }
    }
}
