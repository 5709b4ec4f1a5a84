using System.Net;

namespace InfernoSim.Testing.Interception;

/// <summary>Sends every call to the stub, also one to this machine.</summary>
/// <param name="address">Where the stub listens.</param>
internal sealed class StubProxy(Uri address) : IWebProxy
{
    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <inheritdoc/>
    public Uri GetProxy(Uri destination) => address;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => false;
}
