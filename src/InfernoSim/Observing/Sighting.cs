using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Responses;

namespace InfernoSim.Observing;

/// <summary>What one worker saw of an exchange, kept so that another that saw something else can be compared with it.</summary>
/// <param name="Differences">How it differs from the recording, in causal order, as a person reads it.</param>
/// <param name="Response">The response, where it is not the recorded one.</param>
/// <param name="Ids">The trace ids it went by.</param>
internal sealed record Sighting(IReadOnlyList<string> Differences, ObservedResponse? Response, OwnIds Ids)
{
    private const string Recorded = "what was recorded";
    private const string NothingMore = "no further difference from the recording";

    /// <summary>No difference from the recording.</summary>
    public static Sighting AsRecorded { get; } = new([], null, OwnIds.None);

    /// <summary>Where this and another sighting of the same exchange part.</summary>
    public Parting PartFrom(Sighting other)
    {
        int alike = Differences.Zip(other.Differences).TakeWhile(pair => pair.First == pair.Second).Count();
        string? after = alike > 0 ? Differences[alike - 1] : null;
        return alike == Differences.Count && alike == other.Differences.Count && ResponsesPart(other) is { } parting
            ? parting with { After = after }
            : new Parting(At(alike), other.At(alike), after);
    }

    private string At(int index) => index < Differences.Count ? Differences[index] : index == 0 ? Recorded : NothingMore;

    // Both differ from the recording in the same first place, and from one another somewhere after it.
    private Parting? ResponsesPart(Sighting other)
    {
        if (Response is null || other.Response is null)
        {
            return null;
        }

        IReadOnlyList<ResponseDifference> differences = ResponseComparer.CompareObserved(Response, Ids, other.Response, other.Ids);
        return differences.Count == 0
            ? null
            : new Parting(Describe(differences[0], differences[0].Expected), Describe(differences[0], differences[0].Got), null);
    }

    private static string Describe(ResponseDifference difference, string value) => difference.Kind switch
    {
        DivergenceKind.ResponseStatus => $"status {value}",
        DivergenceKind.ResponseHeader => $"response header {difference.Location}: {value}",
        DivergenceKind.ResponseTrailer => $"response trailer {difference.Location}: {value}",
        _ => difference.Location.Length == 0 ? $"response body: {value}" : $"response body at {difference.Location}: {value}",
    };
}

/// <summary>Where two sightings part.</summary>
/// <param name="First">What the one saw there.</param>
/// <param name="Second">What the other saw there.</param>
/// <param name="After">The difference from the recording that both saw just before; <see langword="null"/> when they part first.</param>
internal readonly record struct Parting(string First, string Second, string? After);
