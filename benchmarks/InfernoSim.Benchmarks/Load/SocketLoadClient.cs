using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using InfernoSim.Benchmarks.Harness;

namespace InfernoSim.Benchmarks.Load;

/// <summary>
/// A load of <see cref="Connections"/> connections, each of which sends a request as soon as the last one is answered. Over
/// bare sockets, so that on a machine of few cores it leaves as much of it as it can to what is measured.
/// </summary>
internal static class SocketLoadClient
{
    public const int Connections = 50;

    /// <summary>The role.</summary>
    /// <param name="address">Where to connect to.</param>
    /// <param name="target">The request target, as on the wire.</param>
    public static async Task RunAsync(string address, string target)
    {
        IPEndPoint endPoint = IPEndPoint.Parse(address);
        string host = Uri.TryCreate(target, UriKind.Absolute, out Uri? absolute) && absolute.Scheme == Uri.UriSchemeHttp ? absolute.Authority : address;
        byte[] request = Encoding.ASCII.GetBytes(
            $"GET {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: infernosim-benchmarks\r\nAccept: application/json\r\nAccept-Encoding: gzip\r\n"
            + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n");
        var connections = new RawConnection[Connections];
        for (int i = 0; i < connections.Length; i++)
        {
            connections[i] = await RawConnection.OpenAsync(endPoint);
        }

        ParentLink.Ready();
        await ParentLink.AnswerAsync(seconds => LoadAsync(connections, request, double.Parse(seconds, CultureInfo.InvariantCulture)));
    }

    private static async Task<LoadResult> LoadAsync(RawConnection[] connections, byte[] request, double seconds)
    {
        long began = Stopwatch.GetTimestamp();
        long end = began + (long)(seconds * Stopwatch.Frequency);
        long[] counts = await Task.WhenAll(connections.Select(connection => Task.Run(() => SendUntilAsync(connection, request, end))));
        return new LoadResult(counts.Sum(), Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task<long> SendUntilAsync(RawConnection connection, byte[] request, long end)
    {
        long count = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            await connection.ExchangeAsync(request);
            count++;
        }

        return count;
    }
}
