using System.Diagnostics;
using System.Globalization;
using InfernoSim.Benchmarks.Harness;

namespace InfernoSim.Benchmarks.Load;

/// <summary>The least that 50 workers can do with an <see cref="HttpClient"/>: send, read the body, count.</summary>
internal static class HttpClientLoop
{
    /// <summary>The role.</summary>
    /// <param name="address">The service.</param>
    public static async Task RunAsync(string address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        var target = new Uri($"http://{address}/items/1");
        ParentLink.Ready();
        await ParentLink.AnswerAsync(seconds => LoadAsync(client, target, double.Parse(seconds, CultureInfo.InvariantCulture)));
    }

    private static async Task<LoadResult> LoadAsync(HttpClient client, Uri target, double seconds)
    {
        long began = Stopwatch.GetTimestamp();
        long end = began + (long)(seconds * Stopwatch.Frequency);
        long[] counts = await Task.WhenAll(Enumerable.Range(0, SocketLoadClient.Connections).Select(_ => Task.Run(() => SendUntilAsync(client, target, end))));
        return new LoadResult(counts.Sum(), Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task<long> SendUntilAsync(HttpClient client, Uri target, long end)
    {
        long count = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            _ = await client.GetByteArrayAsync(target);
            count++;
        }

        return count;
    }
}
