namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>All cases.</summary>
internal static class ConformanceCases
{
    public static IReadOnlyList<ConformanceCase> All { get; } =
        [.. Http2ConnectionCases.All, .. Http2StreamCases.All, .. Http2FrameCases.All, .. Http2MessageCases.All, .. HpackCases.All, .. Http1HeadCases.All, .. Http1BodyCases.All];
}
