using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace InfernoSim.Laboratory.Service;

/// <summary>Limits of kinds that no threshold was chosen by.</summary>
internal static class HeldOut
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(20);

    private static readonly SemaphoreSlim Mutex = new(1);
    private static readonly BlockingCollection<TaskCompletionSource> Items = [];
    private static readonly Lazy<Thread> Consumer = new(StartConsumer);
    private static readonly Regex Nested = new("^(a+)+$", RegexOptions.None, TimeSpan.FromSeconds(10));

    public static void Map(WebApplication app)
    {
        app.MapGet("/synchronous-call", (IHttpClientFactory clients) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Paths.Slow}/item");
            using HttpResponseMessage response = clients.CreateClient(Clients.Plain).Send(request);
            response.EnsureSuccessStatusCode();
            return Paths.Answer;
        });
        app.MapGet("/nested-work", () =>
        {
            Task.Run(() => Task.Delay(Work)).Wait();
            return Paths.Answer;
        });
        app.MapGet("/async-mutex", () => Paths.ThroughAsync(Mutex, () => Task.Delay(Short)));
        app.MapGet("/blocking-collection", async () =>
        {
            _ = Consumer.Value;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Items.Add(done);
            await done.Task;
            return Paths.Answer;
        });
        app.MapGet("/parallel-calls", async (IHttpClientFactory clients) =>
        {
            await Task.WhenAll(Clients.GetAsync(clients, Clients.Plain, Paths.Slow), Clients.GetAsync(clients, Clients.Plain, Paths.Fast));
            return Paths.Answer;
        });
        app.MapGet("/regex-json", Parse);
    }

    // One at a time, 10 ms each: 100 requests a second.
    private static Thread StartConsumer()
    {
        var consumer = new Thread(() =>
        {
            foreach (TaskCompletionSource item in Items.GetConsumingEnumerable())
            {
                Thread.Sleep(10);
                item.SetResult();
            }
        })
        { IsBackground = true };
        consumer.Start();
        return consumer;
    }

    // The expression backtracks: each further letter doubles what it costs.
    private static string Parse()
    {
        using JsonDocument document = JsonDocument.Parse("""{"name":"aaaaaaaaaaaaaaaa!","items":[1,2,3]}""");
        return Nested.IsMatch(document.RootElement.GetProperty("name").GetString()!) ? "" : Paths.Answer;
    }
}
