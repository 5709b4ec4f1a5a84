using InfernoSim.Incidents;
using InfernoSim.Statements;

namespace InfernoSim.Matching;

/// <summary>How a dependency call that matches no recorded one differs from the recorded call nearest to it.</summary>
/// <param name="Recorded">The nearest recorded call.</param>
/// <param name="Location">
/// Where they differ first: <c>method</c>, <c>host</c>, <c>path</c>, <c>query/name</c>, <c>body</c> followed by the location of
/// a <see cref="BodyDifference"/> (<c>body/items/0/price</c>, <c>body line 3, column 5</c>), or <c>header/name</c>; <c>body/form</c> of a statement whose text says the same otherwise. <c>call</c> when
/// they are the same: the recorded call has been answered as often as it was recorded.
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
    /// of these the one with the same query, then the one whose body agrees furthest, then the one with the fewest headers that differ;
    /// of equals the first. A body of another type is a difference of its <c>Content-Type</c>.
    /// </summary>
    /// <param name="got">The call that came.</param>
    /// <param name="candidates">Recorded calls, in recorded order; no more than the first 2,000 are looked at.</param>
    /// <param name="noise">The ids of the recorded exchange and of the one that made the call.</param>
    /// <param name="headers">The first difference from the headers of a candidate, by its position, and how many there are; none when headers are not compared.</param>
    /// <returns>The difference; <see langword="null"/> when there are no candidates.</returns>
    public static CallDifference? Nearest(
        DependencyRequest got, IEnumerable<IncidentEvent> candidates, TraceNoise noise, Func<int, (HeaderDifference? First, int Count)>? headers = null)
    {
        var wanted = CallTarget.Of(got, noise.Actual);
        List<Candidate> nearest = [];
        int least = int.MaxValue;
        foreach ((int position, IncidentEvent call) in candidates.Take(MostCandidates).Index())
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
                nearest.Add(new Candidate(call, target, position));
            }
        }

        return nearest.Count == 0 ? null : NearestByContent(got, nearest, wanted, noise, headers ?? (_ => default));
    }

    /// <summary>Describes how a call differs from a given recorded one.</summary>
    /// <param name="recorded">The recorded call.</param>
    /// <param name="got">The call that came.</param>
    /// <param name="noise">The ids of both exchanges.</param>
    /// <returns>The first difference, in the order method, host, path, query, body.</returns>
    public static CallDifference Describe(IncidentEvent recorded, DependencyRequest got, TraceNoise noise) =>
        CallTarget.Of(recorded, noise.Expected).DifferenceTo(CallTarget.Of(got, noise.Actual)) is { } inTarget
            ? From(recorded, inTarget)
            : InBody(recorded, CompareBodies(recorded, got, noise, out _), got, noise);

    private static CallDifference NearestByContent(
        DependencyRequest got, List<Candidate> nearest, CallTarget wanted, TraceNoise noise, Func<int, (HeaderDifference? First, int Count)> headers)
    {
        if (nearest[0].Target.DifferenceTo(wanted) is { } inTarget)
        {
            return From(nearest[0].Call, inTarget);
        }

        CallDifference? best = null;
        (int Agreed, int Headers) nearness = (-1, 0);
        foreach (Candidate candidate in nearest)
        {
            BodyDifference? inBody = CompareBodies(candidate.Call, got, noise, out int agreed);
            (HeaderDifference? inHeaders, int count) = headers(candidate.Position);
            if (inBody is null && inHeaders is null)
            {
                return InBody(candidate.Call, null, got, noise);
            }

            agreed = inBody is null ? int.MaxValue : agreed;
            if (agreed > nearness.Agreed || (agreed == nearness.Agreed && count < nearness.Headers))
            {
                nearness = (agreed, count);
                best = inHeaders is not null && (inBody is null || (!got.Body.IsEmpty && IsTypeOfBody(inHeaders))) ? InHeader(candidate.Call, inHeaders) : InBody(candidate.Call, inBody, got, noise);
            }
        }

        return best!;
    }

    private static bool IsTypeOfBody(HeaderDifference difference) => difference.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);

    private static CallDifference InHeader(IncidentEvent recorded, HeaderDifference difference) =>
        new(recorded, $"header/{difference.Name}", difference.Expected, difference.Got);

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

    private static CallDifference InBody(IncidentEvent recorded, BodyDifference? difference, DependencyRequest got, TraceNoise noise)
    {
        if (difference is null)
        {
            return new CallDifference(recorded, "call", "no further call like this", "one more");
        }

        if (got.IsStatement && difference.Location == "/text" && IsOfForm(recorded, got, noise))
        {
            return From(recorded, difference with { Location = "body/form" });
        }

        bool isPointer = difference.Location.Length == 0 || difference.Location[0] == '/';
        return From(recorded, difference with { Location = isPointer ? $"body{difference.Location}" : $"body {difference.Location}" });
    }

    private static bool IsOfForm(IncidentEvent recorded, DependencyRequest got, TraceNoise noise) =>
        StatementForm.Of(recorded.Body.GetBytes()) is { } expected && StatementForm.Of(got.Body) is { } actual
        && BodyComparer.Compare(BodyContent.Of(expected, recorded.Headers), BodyContent.Of(actual, got.Headers), noise, out _) is null;

    private readonly record struct Candidate(IncidentEvent Call, CallTarget Target, int Position);
}
