namespace InfernoSim.Laboratory.Service;

/// <summary>What lets only so many threads through, and blocks the others.</summary>
internal static class Gates
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(20);

    // 4 at a time, 20 ms each: 200 requests a second.
    private static readonly object Pool = new();
    private static readonly ReaderWriterLockSlim Exclusive = new();

    // One at a time, 10 ms each: 100 requests a second.
    private static readonly SemaphoreSlim Blocking = new(1);
    private static int _free = 4;

    public static void Map(WebApplication app)
    {
        app.MapGet("/bounded-pool", () =>
        {
            Take();
            Thread.Sleep(Work);
            GiveBack();
            return Paths.Answer;
        });
        app.MapGet("/write-lock", () =>
        {
            Exclusive.EnterWriteLock();
            try
            {
                Thread.Sleep(Short);
            }
            finally
            {
                Exclusive.ExitWriteLock();
            }

            return Paths.Answer;
        });
        app.MapGet("/blocking-semaphore", () =>
        {
            Blocking.Wait();
            try
            {
                Thread.Sleep(10);
            }
            finally
            {
                Blocking.Release();
            }

            return Paths.Answer;
        });
    }

    private static void Take()
    {
        lock (Pool)
        {
            while (_free == 0)
            {
                Monitor.Wait(Pool);
            }

            _free--;
        }
    }

    private static void GiveBack()
    {
        lock (Pool)
        {
            _free++;
            Monitor.Pulse(Pool);
        }
    }
}
