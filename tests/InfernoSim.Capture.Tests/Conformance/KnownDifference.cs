namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>A case in which a proxy does what neither Kestrel nor YARP does, and is meant to.</summary>
/// <param name="Server">The proxy.</param>
/// <param name="Case">The name of the case.</param>
/// <param name="Why">The reason.</param>
internal sealed record KnownDifference(string Server, string Case, string Why)
{
    private const string TakesBytes = "header values pass byte for byte, since a service may take what Kestrel's defaults do not; this one refuses it.";
    private const string NoAsterisk = "a request for the server and not for a resource is not passed on, and is refused with a word.";
    private const string NoConnect = "there are no tunnels in HTTP/2.";
    private const string AnyScheme = "HTTP/2 in the clear and by TLS come to the same port, so that the scheme is not held against the connection.";

    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new(ConformanceServers.Inbound, "RFC 9113, 3.4: another preface", "it speaks HTTP/1.1 on the same port: what does not begin as HTTP/2 is read as that, and refused as such."),
        .. Both("RFC 9113, 8.2.1: a field value that is not ASCII", TakesBytes),
        .. Both("RFC 9113, 8.3.1: a :path that is *", NoAsterisk),
        .. Both("RFC 9113, 8.3.1: a :scheme that nobody speaks", AnyScheme),
        .. Both("RFC 9113, 8.5: CONNECT", NoConnect),
        new(ConformanceServers.Inbound, "RFC 9112, 3.2.2: a target with another authority than Host", "a proxy takes the authority of the target for Host, as the section asks for."),
        new(ConformanceServers.Outbound, "RFC 9112, 3.2.2: a target with another authority than Host", "it does the same, and the dependency has no certificate of that name."),
        .. Both("RFC 9112, 3.2.4: OPTIONS *", NoAsterisk),
        .. Both("RFC 9110, 5.5: a value that is not ASCII", TakesBytes),
    ];

    /// <summary>The reason why a proxy may differ in a case; <see langword="null"/> where it may not.</summary>
    public static string? ReasonFor(string server, ConformanceCase one) => All.FirstOrDefault(known => known.Server == server && known.Case == one.Name)?.Why;

    private static KnownDifference[] Both(string name, string why) => [new(ConformanceServers.Inbound, name, why), new(ConformanceServers.Outbound, name, why)];
}
