using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Servers;

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
    /// <param name="bodyBytes">The size of the body of a POST; 0 for a GET.</param>
    public static async Task RunAsync(string address, string target, int bodyBytes = 0)
    {
        IPEndPoint endPoint = IPEndPoint.Parse(address);
        byte[] request = RequestOf(address, target, bodyBytes);
        var connections = new RawConnection[Connections];
        for (int i = 0; i < connections.Length; i++)
        {
            connections[i] = await RawConnection.OpenAsync(endPoint);
        }

        ParentLink.Ready();
        await ParentLink.AnswerAsync(command => command.Split(' ') is [var seconds, var rate]
            ? PacedAsync(connections, request, double.Parse(seconds, CultureInfo.InvariantCulture), double.Parse(rate, CultureInfo.InvariantCulture))
            : LoadAsync(connections, request, double.Parse(command, CultureInfo.InvariantCulture)));
    }

    private static byte[] RequestOf(string address, string target, int bodyBytes)
    {
        string host = Uri.TryCreate(target, UriKind.Absolute, out Uri? absolute) && absolute.Scheme == Uri.UriSchemeHttp ? absolute.Authority : address;
        string body = bodyBytes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Type: {TrivialService.ContentType}\r\nContent-Length: {bodyBytes}\r\n");
        byte[] head = Encoding.ASCII.GetBytes(
            $"{(bodyBytes == 0 ? "GET" : "POST")} {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: infernosim-benchmarks\r\nAccept: application/json\r\nAccept-Encoding: gzip\r\n"
            + $"{body}traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n");
        return bodyBytes == 0 ? head : [.. head, .. Order.Json(bodyBytes)];
    }

    private static async Task<LoadResult> LoadAsync(RawConnection[] connections, byte[] request, double seconds)
    {
        long began = Stopwatch.GetTimestamp();
        long end = began + (long)(seconds * Stopwatch.Frequency);
        long[] counts = await Task.WhenAll(connections.Select(connection => Task.Run(() => SendUntilAsync(connection, request, end))));
        return new LoadResult(counts.Sum(), Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    // Each connection sends at times of its own, so that all together keep the rate. A request counts from when it was sent.
    private static async Task<LoadResult> PacedAsync(RawConnection[] connections, byte[] request, double seconds, double rate)
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan gap = TimeSpan.FromSeconds(connections.Length / rate);
        int each = (int)(seconds / gap.TotalSeconds);
        double[][] times = await Task.WhenAll(connections.Select((connection, i) => Task.Run(() => SendPacedAsync(connection, request, gap * ((double)i / connections.Length), gap, each))));
        double[] sorted = [.. times.SelectMany(each => each).Order()];
        return new LoadResult(sorted.Length, Stopwatch.GetElapsedTime(began).TotalSeconds) { P50 = sorted[sorted.Length / 2], P99 = sorted[sorted.Length * 99 / 100] };
    }

    private static async Task<double[]> SendPacedAsync(RawConnection connection, byte[] request, TimeSpan first, TimeSpan gap, int count)
    {
        double[] times = new double[count];
        await Task.Delay(first);

        // Begun here, for what it counts from: the others' ticks are at other times.
        using var timer = new PeriodicTimer(gap);
        for (int i = 0; i < count; i++)
        {
            long sent = Stopwatch.GetTimestamp();
            await connection.ExchangeAsync(request);
            times[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            await timer.WaitForNextTickAsync();
        }

        return times;
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
