using System.Net;

namespace Quickstart;

/// <summary>The proxy that the service sends its calls through: the capture while recording, the stub while replaying.</summary>
internal sealed class SwitchableProxy : IWebProxy
{
    public Uri? Address { get; set; }

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => Address;

    public bool IsBypassed(Uri host) => Address is null;
}
