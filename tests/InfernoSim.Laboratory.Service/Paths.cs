using System.Diagnostics;
using System.Threading.Channels;

namespace InfernoSim.Laboratory.Service;

/// <summary>The planted limits. Each path says in its name what it is; the sizes are constants here.</summary>
internal static class Paths
{
    public const string Answer = "ok";
    public const string Slow = "slow.test";
    public const string Slower = "slower.test";
    public const string Fast = "fast.test";

    private static readonly TimeSpan Unit = TimeSpan.FromMilliseconds(50);

    // 8 at a time, 50 ms each: 160 requests a second.
    private static readonly SemaphoreSlim Eight = new(8);
    private static readonly SemaphoreSlim EightCalls = new(8);
    private static readonly SemaphoreSlim Plenty = new(64);
    private static readonly Lock Global = new();
    private static readonly Channel<TaskCompletionSource> Queue = Channel.CreateUnbounded<TaskCompletionSource>();
    private static readonly Lazy<Task> Consumer = new(() => Task.Run(ConsumeAsync));

    // What stays alive of the last requests: it is in the oldest generation by the time it is dropped.
    private static readonly object?[] Kept = new object?[64];
    private static int _next;

    // Large objects are collected with the oldest generation, which looks at all that is alive; in an order in which the next
    // one is in no cache, so that the limit lies far below the load on a fast machine too.
    private static readonly Lazy<object[]> Live = new(() =>
    {
        object[] objects = [.. Enumerable.Range(0, 5_000_000).Select(_ => (object)new object[1])];
        new Random(1).Shuffle(objects);
        return objects;
    });

    public static void MapWaiting(WebApplication app)
    {
        app.MapGet("/semaphore", () => ThroughAsync(Eight, () => Task.Delay(Unit)));
        app.MapGet("/semaphore-call", (IHttpClientFactory clients) => ThroughAsync(EightCalls, () => Clients.GetAsync(clients, Clients.Plain, Slow)));
        app.MapGet("/semaphore-64", () => ThroughAsync(Plenty, () => Task.Delay(Unit)));
        app.MapGet("/queue", QueueAsync);
    }

    public static void MapThreads(WebApplication app)
    {
        app.MapGet("/cpu", () => Spin(TimeSpan.FromMilliseconds(5)));
        app.MapGet("/lock", () =>
        {
            lock (Global)
            {
                Thread.Sleep(2);
            }

            return Answer;
        });
        app.MapGet("/lock-work", () =>
        {
            lock (Global)
            {
                return Spin(TimeSpan.FromMilliseconds(4));
            }
        });
        app.MapGet("/blocking", (IHttpClientFactory clients) =>
        {
            Clients.GetAsync(clients, Clients.Plain, Slow).GetAwaiter().GetResult();
            return Answer;
        });
        app.MapGet("/sleeping", () =>
        {
            Thread.Sleep(Unit);
            return Answer;
        });
    }

    public static void MapMemory(WebApplication app)
    {
        app.MapGet("/allocations", () => Keep(Enumerable.Range(0, 60_000).Select(i => (object)new object[] { i, new object() }).ToArray()));
        app.MapGet("/large-objects", () => Keep(Enumerable.Range(0, 10).Select(_ => (object)new byte[200_000]).Append(Live.Value).ToArray()));
    }

    public static void MapDependencies(WebApplication app)
    {
        app.MapGet("/dependency", async (IHttpClientFactory clients) =>
        {
            await Clients.GetAsync(clients, Clients.Plain, Slow);
            return Answer;
        });
        app.MapGet("/four-connections", async (IHttpClientFactory clients) =>
        {
            await Clients.GetAsync(clients, Clients.FourConnections, Slow);
            return Answer;
        });
        app.MapGet("/chain", async (IHttpClientFactory clients) =>
        {
            await Clients.GetAsync(clients, Clients.Plain, Slow);
            await Clients.GetAsync(clients, Clients.Plain, Slower);
            await Clients.GetAsync(clients, Clients.Plain, Slower);
            return Answer;
        });
        app.MapGet("/timeouts", (IHttpClientFactory clients) => TryAsync(clients, attempts: 1));
        app.MapGet("/retries", (IHttpClientFactory clients) => TryAsync(clients, attempts: 3));
    }

    public static async Task<string> QueueAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Queue.Writer.WriteAsync(done);
        await Task.WhenAny(done.Task, Consumer.Value);
        return Answer;
    }

    public static async Task<string> ThroughAsync(SemaphoreSlim gate, Func<Task> work)
    {
        await gate.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            gate.Release();
        }

        return Answer;
    }

    private static async Task<string> TryAsync(IHttpClientFactory clients, int attempts)
    {
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            try
            {
                await Clients.GetAsync(clients, Clients.Impatient, Slow);
            }
            catch (Exception failure) when (failure is OperationCanceledException or HttpRequestException)
            {
                // The next attempt, or an answer without the dependency.
            }
        }

        return Answer;
    }

    // One at a time, 10 ms each: 100 requests a second.
    private static async Task ConsumeAsync()
    {
        await foreach (TaskCompletionSource item in Queue.Reader.ReadAllAsync())
        {
            await Task.Delay(10);
            item.SetResult();
        }
    }

    // CPU time, not wall time: what others use of the machine makes it longer.
    public static string Spin(TimeSpan time)
    {
        long rounds = (long)(time.TotalMilliseconds * RoundsPerMillisecond.Value);
        double value = 1;
        for (long i = 0; i < rounds; i++)
        {
            value = Math.Sqrt(value + i);
        }

        return value > 0 ? Answer : "";
    }

    private static readonly Lazy<double> RoundsPerMillisecond = new(() =>
    {
        double best = 0;
        for (int attempt = 0; attempt < 20; attempt++)
        {
            long began = Stopwatch.GetTimestamp();
            double value = 1;
            for (int i = 0; i < 200_000; i++)
            {
                value = Math.Sqrt(value + i);
            }

            best = value > 0 ? Math.Max(best, 200_000 / Stopwatch.GetElapsedTime(began).TotalMilliseconds) : best;
        }

        return best;
    });

    private static string Keep(object[] objects)
    {
        Kept[(uint)Interlocked.Increment(ref _next) % Kept.Length] = objects;
        return Answer;
    }
}
