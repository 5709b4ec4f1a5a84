using InfernoSim.Matching;
using InfernoSim.Observations;

namespace InfernoSim.Responses;

/// <summary>How a response compares with the recorded one.</summary>
/// <param name="Differences">In the order status, header, body, trailer.</param>
/// <param name="Digest">Of what came, in canonical form; 0 when it is as recorded.</param>
internal sealed record ResponseComparison(IReadOnlyList<ResponseDifference> Differences, UInt128 Digest)
{
    /// <summary>What came, where it is not as recorded and small enough to be kept for a comparison with another worker's.</summary>
    public ObservedResponse? Observed { get; init; }

    /// <summary>The trace ids the request went by.</summary>
    public OwnIds Ids { get; init; } = OwnIds.None;

    /// <summary>Whether there was no complete response, where the incident holds one.</summary>
    public bool HasFailed => Differences is [{ Kind: DivergenceKind.ResponseFailed or DivergenceKind.ResponseStalled }, ..];

    public static ResponseComparison AsRecorded { get; } = new([], UInt128.Zero);
}

/// <summary>One difference.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Location">Where in it.</param>
/// <param name="Expected">What was recorded.</param>
/// <param name="Got">What came.</param>
internal sealed record ResponseDifference(DivergenceKind Kind, string Location, string Expected, string Got);
