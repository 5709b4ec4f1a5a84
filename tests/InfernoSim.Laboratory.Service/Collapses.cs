namespace InfernoSim.Laboratory.Service;

/// <summary>
/// What takes longer the more there is of it, so that throughput falls beyond its peak (the coherency of N. J. Gunther's
/// Universal Scalability Law), and what has two speeds.
/// </summary>
internal static class Collapses
{
    private const int OneInSlow = 10;
    private const int OneInQueued = 5;
    private const int OneInLocked = 5;
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(100);

    // 2 ms, and 0.1 ms more for each that waits: less than 500 requests a second, and fewer the more wait.
    private static readonly Lock Growing = new();

    // One of ten through it, two at a time, 100 ms each: 20 of those a second, 200 requests.
    private static readonly SemaphoreSlim Two = new(2);

    // One of five through it, 10 ms each: 100 of those a second, 500 requests.
    private static readonly Lock Narrow = new();

    private static int _waiting;
    private static int _inside;
    private static int _next;

    public static void Map(WebApplication app)
    {
        app.MapGet("/lock-growing", () =>
        {
            int waiting = Interlocked.Increment(ref _waiting) - 1;
            lock (Growing)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(2 + (0.1 * waiting)));
            }

            Interlocked.Decrement(ref _waiting);
            return Paths.Answer;
        });
        app.MapGet("/cpu-growing", () =>
        {
            int others = Interlocked.Increment(ref _inside) - 1;
            string answer = Paths.Spin(TimeSpan.FromMilliseconds(3 + (0.1 * others)));
            Interlocked.Decrement(ref _inside);
            return answer;
        });
        app.MapGet("/two-speeds", () => Interlocked.Increment(ref _next) % OneInSlow == 0
            ? Paths.ThroughAsync(Two, () => Task.Delay(Slow))
            : Task.FromResult(Paths.Answer));
        app.MapGet("/two-speeds-queue", () => Interlocked.Increment(ref _next) % OneInQueued == 0 ? Paths.QueueAsync() : Task.FromResult(Paths.Answer));
        app.MapGet("/two-speeds-lock", () =>
        {
            if (Interlocked.Increment(ref _next) % OneInLocked == 0)
            {
                lock (Narrow)
                {
                    Thread.Sleep(10);
                }
            }

            return Paths.Answer;
        });
    }
}
