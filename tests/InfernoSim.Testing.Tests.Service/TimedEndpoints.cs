using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace InfernoSim.Testing.Tests.Service;

/// <summary>Every way to wait, by name.</summary>
public static class TimedEndpoints
{
    private static readonly SemaphoreSlim Gate = new(1);

    private static HttpRetryStrategyOptions Backoff => new()
    {
        MaxRetryAttempts = 3,
        Delay = TimeSpan.FromSeconds(2),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = false,
    };

    public static void AddTimedClients(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddKeyedSingleton("billing", TimeProvider.System);
        services.AddHttpClient("patient", client => client.Timeout = Timeout.InfiniteTimeSpan);
        services.AddHttpClient("impatient", client => client.Timeout = TimeSpan.FromSeconds(1));
        services.AddHttpClient("timed", client => client.Timeout = Timeout.InfiniteTimeSpan)
            .AddResilienceHandler("timeout", pipeline => pipeline.AddTimeout(TimeSpan.FromSeconds(3)));
        services.AddHttpClient("retrying", client => client.Timeout = Timeout.InfiniteTimeSpan).AddResilienceHandler("retries", pipeline => pipeline.AddRetry(Backoff));
        services.AddHttpClient("backoff", client => client.Timeout = Timeout.InfiniteTimeSpan).AddResilienceHandler("backoff", pipeline => pipeline
            .AddRetry(Backoff)
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = 0.9,
                MinimumThroughput = 4,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(30),
            }));
    }

    public static void MapTimed(this WebApplication app)
    {
        app.MapGet("/time/now", (TimeProvider time) => time.GetUtcNow().ToString("u"));
        app.MapGet("/time/keyed", ([FromKeyedServices("billing")] TimeProvider time) => time.GetUtcNow().ToString("u"));
        app.MapGet("/time/delay/{seconds}", (TimeProvider time, int seconds) => Measured(time, () => Task.Delay(TimeSpan.FromSeconds(seconds), time)));
        app.MapGet("/time/ticks/{count}", (TimeProvider time, int count) => Measured(time, () => TickAsync(time, count)));
        app.MapGet("/time/cancel/{seconds}", (TimeProvider time, int seconds) => Measured(time, () => CancelAsync(time, TimeSpan.FromSeconds(seconds))));
        app.MapGet("/time/wait/{seconds}", (TimeProvider time, int seconds) => Measured(time, () => WaitAsync(time, TimeSpan.FromSeconds(seconds))));
        app.MapGet("/time/locked/{seconds}", (TimeProvider time, int seconds) => LockedAsync(time, TimeSpan.FromSeconds(seconds)));
        app.MapGet("/time/wall/{milliseconds}", async (int milliseconds) =>
        {
            await Task.Delay(milliseconds);
            return "ok";
        });
        app.MapGet("/time/sleep/{milliseconds}", (int milliseconds) =>
        {
            Thread.Sleep(milliseconds);
            return "ok";
        });
        app.MapGet("/time/call/{client}", CallAsync);
    }

    private static async Task<string> CallAsync(string client, string url, IHttpClientFactory clients, CancellationToken stop)
    {
        try
        {
            using HttpResponseMessage response = await clients.CreateClient(client).GetAsync(new Uri(url), stop);
            return $"{(int)response.StatusCode}";
        }
        catch (BrokenCircuitException)
        {
            return "open";
        }
        catch (TimeoutRejectedException)
        {
            return "timed out";
        }
        catch (TaskCanceledException failure) when (failure.InnerException is TimeoutException)
        {
            return "timed out";
        }
        catch (HttpRequestException failure)
        {
            return failure.HttpRequestError.ToString();
        }
    }

    private static async Task<string> Measured(TimeProvider time, Func<Task> wait)
    {
        long began = time.GetTimestamp();
        await wait();
        return $"{time.GetElapsedTime(began).TotalSeconds:0} s";
    }

    private static async Task TickAsync(TimeProvider time, int count)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10), time);
        for (int i = 0; i < count; i++)
        {
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task CancelAsync(TimeProvider time, TimeSpan after)
    {
        using var source = new CancellationTokenSource(after, time);
        try
        {
            await Task.Delay(Timeout.Infinite, source.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task WaitAsync(TimeProvider time, TimeSpan limit)
    {
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
        }
    }

    private static async Task<string> LockedAsync(TimeProvider time, TimeSpan hold)
    {
        await Gate.WaitAsync();
        try
        {
            await Task.Delay(hold, time);
            return "ok";
        }
        finally
        {
            Gate.Release();
        }
    }
}

/// <summary>Works in the background, once a second.</summary>
public sealed class Ticker(TimeProvider time) : BackgroundService
{
    private int _ticks;

    public int Ticks => Volatile.Read(ref _ticks);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Interlocked.Increment(ref _ticks);
        }
    }
}
