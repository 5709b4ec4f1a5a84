using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Benchmarks.Envelope;

/// <summary>Services that do less under more load, that are slow for some only, or that an overload breaks.</summary>
internal static class CollapsingServices
{
    /// <summary>
    /// Each request takes longer the more are there: by the Universal Scalability Law (N. J. Gunther, Guerrilla Capacity
    /// Planning, 2007) n at a time get λn / (1 + σ(n − 1) + κn(n − 1)) done a second, most at n = √((1 − σ) / κ), and fewer beyond.
    /// </summary>
    public static KnownService Coherency()
    {
        const double Sigma = 0.02;
        const double Kappa = 0.0005;
        const double Alone = 0.050;
        double most = Math.Sqrt((1 - Sigma) / Kappa);
        double Slowdown(double n) => 1 + (Sigma * (n - 1)) + (Kappa * n * (n - 1));
        return new("retrograde: 50 ms, σ = 0.02, κ = 0.0005 (USL)", () => most / (Alone * Slowdown(most)), 0.10, null, (application, _) =>
        {
            int inside = 0;
            application.MapGet("/work", async () =>
            {
                int n = Interlocked.Increment(ref inside);
                await Task.Delay(TimeSpan.FromSeconds(Alone * Slowdown(n)));
                Interlocked.Decrement(ref inside);
                return KnownService.Answer;
            });
        });
    }

    /// <summary>Holds longer the more wait: once there is a queue, it does less than before, until the queue is gone.</summary>
    public static KnownService Convoy() => new("retrograde: `SemaphoreSlim(8)` held 50 ms, and 1 ms more for each that waits", () => 8 / 0.050, 0.05, null, (application, _) =>
    {
        var semaphore = new SemaphoreSlim(8);
        var hold = new MeanDelay(TimeSpan.FromMilliseconds(50));
        int waiting = 0;
        application.MapGet("/work", async () =>
        {
            Interlocked.Increment(ref waiting);
            await semaphore.WaitAsync();
            int others = Interlocked.Decrement(ref waiting);
            try
            {
                await hold.WaitAsync();
                if (others > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(others));
                }

                return KnownService.Answer;
            }
            finally
            {
                semaphore.Release();
            }
        });
    });

    /// <summary>One request of ten goes through a narrow place.</summary>
    public static KnownService Bimodal() => new("bimodal: `SemaphoreSlim(2)` held 100 ms by one request of ten", () => 10 * 2 / 0.100, 0.05, null, (application, _) =>
    {
        var semaphore = new SemaphoreSlim(2);
        var hold = new MeanDelay(TimeSpan.FromMilliseconds(100));
        int next = 0;
        application.MapGet("/work", async () =>
        {
            if (Interlocked.Increment(ref next) % 10 == 0)
            {
                await semaphore.WaitAsync();
                await hold.WaitAsync();
                semaphore.Release();
            }

            return KnownService.Answer;
        });
    });

    /// <summary>Whoever has waited for half a second gives up, but not his wait: the place that it gets is lost.</summary>
    public static KnownService Leaking() => new("does not recover: `SemaphoreSlim(8)` held 50 ms, of which each that gives up after 500 ms loses one", () => 8 / 0.050, 0.05, null, (application, _) =>
    {
        var semaphore = new SemaphoreSlim(8);
        var hold = new MeanDelay(TimeSpan.FromMilliseconds(50));
        application.MapGet("/work", async () =>
        {
            Task wait = semaphore.WaitAsync();
            if (await Task.WhenAny(wait, Task.Delay(TimeSpan.FromMilliseconds(500))) != wait)
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }

            await hold.WaitAsync();
            semaphore.Release();
            return Results.Text(KnownService.Answer);
        });
    })
    {
        Breaks = true,
    };
}
