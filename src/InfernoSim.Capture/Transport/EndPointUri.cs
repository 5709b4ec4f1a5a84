using System.Net;
using System.Net.Sockets;

namespace InfernoSim.Capture.Transport;

/// <summary>How this machine reaches what listens on its own addresses.</summary>
internal static class EndPointUri
{
    /// <summary>A URL for one of the addresses.</summary>
    /// <param name="endPoints">The addresses; not empty.</param>
    /// <returns>For example <c>http://127.0.0.1:18080/</c>.</returns>
    public static Uri Of(IReadOnlyList<IPEndPoint> endPoints)
    {
        IPEndPoint first = endPoints[0];
        IPAddress address = first.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : first.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : first.Address;
        string host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        return new Uri($"http://{host}:{first.Port}");
    }
}
