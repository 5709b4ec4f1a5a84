using InfernoSim.Incidents;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Responses;

/// <summary>What the rules know of a recorded response and of the one that came in its place.</summary>
/// <param name="Recorded">Of the recorded one.</param>
/// <param name="Came">Of the other.</param>
internal readonly record struct ResponseSides(NoiseContext Recorded, NoiseContext Came)
{
    /// <summary>Looks at both.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="expected">What was recorded; <see langword="null"/> when nothing was.</param>
    /// <param name="observed">What came.</param>
    /// <param name="tally">Knows who was given which id.</param>
    /// <param name="owner">Who was given the response; <see langword="null"/> when that is not looked at.</param>
    public static ResponseSides Of(PlannedExchange exchange, IncidentEvent? expected, ObservedResponse observed, NoiseTally? tally, ReplayAddress? owner)
    {
        NoiseFacts facts = exchange.Noise!.Facts;
        NoiseContext recorded = expected is null ? NoiseContext.Unknown : exchange.Noise.OfRecorded(expected);
        NoiseContext came = facts.ContextOf(observed.At) with { Wall = observed.Wall, Moments = observed.Moments };
        MessageNoise rules = exchange.ResponseNoise!;
        var here = new Lazy<HashSet<string>>(() => expected is null ? [] : NoiseFacts.In(expected.Headers, expected.Body.GetBytes()));
        if (rules.HasSets)
        {
            // A value that is there on both sides is compared as it is, and so is one that was recorded elsewhere.
            var there = new Lazy<HashSet<string>>(() => NoiseFacts.In(observed.Headers, observed.Body.Bytes));
            DateTimeOffset? recordedAt = recorded.At;
            recorded = recorded with { IsKept = value => facts.IsGiven(value, recordedAt) || IsIn(there, value) };
            came = came with { IsKept = value => facts.IsGiven(value) || (FreshSet.IsId(value) ? facts.IsRecorded(value) : IsIn(here, value)) };
        }

        if (rules.AsksForOwners && owner is { } address && tally is not null)
        {
            came = came with { IsAnothers = id => facts.IsRecorded(id) ? !IsIn(here, id) : tally.IsAnothers(id, address.Run, address.Worker) };
        }

        return new ResponseSides(recorded, came);
    }

    private static bool IsIn(Lazy<HashSet<string>> values, string value) => FreshSet.KeyOf(value) is { } key && values.Value.Contains(key);
}
