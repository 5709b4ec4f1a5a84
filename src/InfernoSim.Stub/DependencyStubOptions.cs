using System.Net;
using InfernoSim.Certificates;

namespace InfernoSim.Stub;

/// <summary>Where a <see cref="DependencyStub"/> listens.</summary>
public sealed record DependencyStubOptions
{
    /// <summary>The address that the service under test calls, as its HTTP proxy or as the dependency itself.</summary>
    /// <value>The default is a free port (0) of 127.0.0.1.</value>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>
    /// A second address, for services that were configured for an older one. When it is in use, the stub starts
    /// without it and says so in <see cref="DependencyStub.Notices"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: no second address.</value>
    public IPEndPoint? CompatListen { get; init; }

    /// <summary>
    /// Who vouches for the certificates by which https calls are answered, that come through <c>CONNECT</c>: whoever calls has to trust it. The caller disposes
    /// it, after the stub.
    /// </summary>
    /// <value>The default is <see langword="null"/>: https calls that come so are refused.</value>
    public LocalAuthority? Authority { get; init; }

    /// <summary>How many workers have a service of their own, and so a port of their own to call at.</summary>
    internal int Workers { get; init; }

    /// <summary>
    /// Whether each connection is for one call. Clients repeat a call by themselves that ends without a response on a connection that they used before, so that whether
    /// they do would depend on what they did before.
    /// </summary>
    internal bool ServesOnce { get; init; }

    /// <summary>The tunnels of the incident, as <c>host:port</c>: those are answered as they were, whatever was inside.</summary>
    internal IReadOnlySet<string> RecordedTunnels { get; init; } = new HashSet<string>();
}
