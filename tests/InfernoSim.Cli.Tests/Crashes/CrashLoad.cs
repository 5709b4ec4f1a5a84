using System.Net.Sockets;

namespace InfernoSim.Cli.Tests.Crashes;

/// <summary>Concurrent callers of a service, each over connections that it keeps, that go on until they are cut off.</summary>
internal sealed class CrashLoad(int seed, int callers)
{
    private static readonly AnswerKind[] Kinds = Enum.GetValues<AnswerKind>();

    private int _lastId;

    /// <summary>What the callers received to its end.</summary>
    public Receipts Received { get; } = new();

    /// <summary>Calls until every caller has been cut off.</summary>
    /// <param name="inbound">Where the service is called.</param>
    public async Task RunAsync(Uri inbound)
    {
        using var client = new HttpClient { BaseAddress = inbound };
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(client, new Random(seed + caller + _lastId)))));
    }

    private async Task CallAsync(HttpClient client, Random random)
    {
        try
        {
            while (true)
            {
                AnswerKind kind = Kinds[random.Next(Kinds.Length)];
                string url = $"/{(random.Next(2) == 0 ? "own" : "via")}/{kind}/{Interlocked.Increment(ref _lastId)}";
                using var request = new HttpRequestMessage(Answers.MethodOf(kind), url);
                using HttpResponseMessage response = await client.SendAsync(request);
                Received.Add(await Receipt.OfAsync(response, url));
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or SocketException)
        {
            // The second is thrown of a connection that was reset while it was being made.
        }
    }
}
