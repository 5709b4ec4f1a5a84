using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>How a dependency call that matches no recorded one differs from the recorded call nearest to it.</summary>
/// <param name="Recorded">The nearest recorded call.</param>
/// <param name="Location">
/// Where they differ first: <c>method</c>, <c>host</c>, <c>path</c>, <c>query/name</c>, or <c>body</c> followed by the location of
/// a <see cref="BodyDifference"/> (<c>body/items/0/price</c>, <c>body line 3, column 5</c>). <c>call</c> when they are
/// the same: the recorded call has been answered as often as it was recorded.
/// </param>
/// <param name="Expected">What was recorded there, shortened.</param>
/// <param name="Got">What came, shortened.</param>
internal sealed record CallDifference(IncidentEvent Recorded, string Location, string Expected, string Got)
{
    // Beyond this many equally near calls the body of one more hardly makes a better report, and decoding bodies costs time.
    private const int MostBodiesCompared = 32;

    // In a replay that goes wrong all over, every call is looked at against all that are left.
    private const int MostCandidates = 2000;

    /// <summary>
    /// Finds the nearest of some recorded calls: same method, host and path before same host and path before same host before any;
    /// of these the one with the same query, then the one whose body agrees furthest; of equals the first.
    /// </summary>
    /// <param name="got">The call that came.</param>
    /// <param name="candidates">Recorded calls, in recorded order; no more than the first 2,000 are looked at.</param>
    /// <param name="noise">The ids of the recorded exchange and of the one that made the call.</param>
    /// <returns>The difference; <see langword="null"/> when there are no candidates.</returns>
    public static CallDifference? Nearest(DependencyRequest got, IEnumerable<IncidentEvent> candidates, TraceNoise noise)
    {
        var wanted = CallTarget.Of(got, noise.Actual);
        List<(IncidentEvent Call, CallTarget Target)> nearest = [];
        int least = int.MaxValue;
        foreach (IncidentEvent call in candidates.Take(MostCandidates))
        {
            var target = CallTarget.Of(call, noise.Expected);
            int distance = target.DistanceTo(wanted);
            if (distance < least)
            {
                nearest.Clear();
                least = distance;
            }

            if (distance == least && nearest.Count < MostBodiesCompared)
            {
                nearest.Add((call, target));
            }
        }

        return nearest.Count == 0 ? null : NearestByBody(got, nearest, wanted, noise);
    }

    /// <summary>Describes how a call differs from a given recorded one.</summary>
    /// <param name="recorded">The recorded call.</param>
    /// <param name="got">The call that came.</param>
    /// <param name="noise">The ids of both exchanges.</param>
    /// <returns>The first difference, in the order method, host, path, query, body.</returns>
    public static CallDifference Describe(IncidentEvent recorded, DependencyRequest got, TraceNoise noise) =>
        CallTarget.Of(recorded, noise.Expected).DifferenceTo(CallTarget.Of(got, noise.Actual)) is { } inTarget
            ? From(recorded, inTarget)
            : InBody(recorded, CompareBodies(recorded, got, noise, out _));

    private static CallDifference NearestByBody(
        DependencyRequest got, List<(IncidentEvent Call, CallTarget Target)> nearest, CallTarget wanted, TraceNoise noise)
    {
        if (nearest[0].Target.DifferenceTo(wanted) is { } inTarget)
        {
            return From(nearest[0].Call, inTarget);
        }

        CallDifference? best = null;
        int furthest = -1;
        foreach ((IncidentEvent call, _) in nearest)
        {
            BodyDifference? difference = CompareBodies(call, got, noise, out int agreed);
            if (difference is null)
            {
                return InBody(call, null);
            }

            if (agreed > furthest)
            {
                furthest = agreed;
                best = InBody(call, difference);
            }
        }

        return best!;
    }

    private static BodyDifference? CompareBodies(IncidentEvent recorded, DependencyRequest got, TraceNoise noise, out int agreed)
    {
        agreed = 0;
        return CallKey.KnowledgeOf(recorded) == BodyKnowledge.Unknown
            ? null
            : BodyComparer.Compare(
                BodyContent.Of(recorded.Body, recorded.Headers), BodyContent.Of(got.Body, got.Headers), noise, out agreed);
    }

    private static CallDifference From(IncidentEvent recorded, BodyDifference difference) =>
        new(recorded, difference.Location, difference.Expected, difference.Got);

    private static CallDifference InBody(IncidentEvent recorded, BodyDifference? difference)
    {
        if (difference is null)
        {
            return new CallDifference(recorded, "call", "no further call like this", "one more");
        }

        bool isPointer = difference.Location.Length == 0 || difference.Location[0] == '/';
        return From(recorded, difference with { Location = isPointer ? $"body{difference.Location}" : $"body {difference.Location}" });
    }
}
