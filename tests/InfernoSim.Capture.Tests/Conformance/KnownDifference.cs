namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>A case in which a proxy does what neither Kestrel nor YARP does, and is meant to.</summary>
/// <param name="Server">The proxy.</param>
/// <param name="Case">The name of the case.</param>
/// <param name="Why">The reason.</param>
internal sealed record KnownDifference(string Server, string Case, string Why)
{
    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new(ConformanceServers.Inbound, "RFC 9113, 3.4: another preface", "The proxy speaks HTTP/1.1 on the same port: what does not begin as HTTP/2 is read as that, and refused as such."),
    ];

    /// <summary>The reason why a proxy may differ in a case; <see langword="null"/> where it may not.</summary>
    public static string? ReasonFor(string server, ConformanceCase one) => All.FirstOrDefault(known => known.Server == server && known.Case == one.Name)?.Why;
}
