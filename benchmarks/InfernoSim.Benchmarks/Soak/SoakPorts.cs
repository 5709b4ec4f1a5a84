using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>Where a capture listens, the same after each start.</summary>
/// <param name="Inbound">The inbound proxy.</param>
/// <param name="Outbound">The outbound proxy.</param>
internal sealed record SoakPorts(Uri Inbound, Uri Outbound)
{
    /// <summary>Two that are free now.</summary>
    public static SoakPorts Find()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return new SoakPorts(UriOf(first), UriOf(second));
    }

    private static Uri UriOf(TcpListener listener) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
}
