using System.Collections.Concurrent;
using System.Net;

namespace InfernoSim.Testing.Interception;

/// <summary>Sends every call to the stub, also one to this machine.</summary>
/// <param name="address">Where the stub listens.</param>
/// <remarks>
/// Plain http calls share the connections to a proxy, whatever they are to, and a limit on connections per server would hold
/// for all servers together. Connections are kept by the proxy's address, so each server has one of its own: same host and
/// port, another path, which nobody looks at.
/// </remarks>
internal sealed class StubProxy(Uri address) : IWebProxy
{
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <inheritdoc/>
    public Uri GetProxy(Uri destination) =>
        _addresses.GetOrAdd(destination.GetLeftPart(UriPartial.Authority), static (server, stub) => new Uri(stub, $"/{Uri.EscapeDataString(server)}"), address);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => false;
}
