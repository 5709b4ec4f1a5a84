using System.Net;
using System.Threading.Channels;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Benchmarks.Envelope;

/// <summary>A service whose limit is known by how it is built. It answers <c>GET /work</c> with <see cref="Answer"/>.</summary>
internal sealed class KnownService(string name, Func<double> capacity, double tolerance, Action<IServiceCollection>? addServices, Action<WebApplication, Uri> map)
{
    public const string Answer = "done";
    public const string Dependency = "dependency.test";

    /// <summary>What limits it.</summary>
    public string Name { get; } = name;

    /// <summary>Requests a second that it can do; of a service that computes, since it was made.</summary>
    public double Capacity => capacity();

    /// <summary>How far off a search may be, as a share.</summary>
    public double Tolerance { get; } = tolerance;

    /// <summary>Whether an overload breaks it for good, which a search has to say.</summary>
    public bool Breaks { get; init; }

    /// <summary>A fault that makes the limit, or <see langword="null"/>.</summary>
    public string? Inject { get; private init; }

    /// <summary>What has to hold.</summary>
    public string Objective { get; private init; } = "p99<250ms,errors<0.1%";

    /// <summary>Whether each request makes a call to <see cref="Dependency"/>.</summary>
    public bool CallsDependency { get; private init; }

    public static KnownService Semaphore() => new("`SemaphoreSlim(8)` held 50 ms", () => 8 / 0.050, 0.05, null, (application, _) =>
    {
        var semaphore = new SemaphoreSlim(8);
        var hold = new MeanDelay(TimeSpan.FromMilliseconds(50));
        application.MapGet("/work", async () =>
        {
            await semaphore.WaitAsync();
            try
            {
                await hold.WaitAsync();
                return Answer;
            }
            finally
            {
                semaphore.Release();
            }
        });
    });

    public static KnownService ConnectionPool() => new("`MaxConnectionsPerServer = 16`, dependency of 200 ms", () => 16 / 0.200, 0.05, null, (application, stub) =>
        MapDependent(application, new SocketsHttpHandler { Proxy = new WebProxy(stub), MaxConnectionsPerServer = 16 }, Timeout.InfiniteTimeSpan))
    {
        Inject = $"dep={Dependency} latency=+200ms",
        Objective = "p99<1s,errors<0.1%",
        CallsDependency = true,
    };

    public static KnownService FixedWindow() => RateLimited(
        "fixed window, 100 a second",
        _ => new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions { PermitLimit = 100, Window = TimeSpan.FromSeconds(1) }));

    public static KnownService TokenBucket() => RateLimited(
        "token bucket, 10 every 100 ms",
        _ => new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions { TokenLimit = 10, TokensPerPeriod = 10, ReplenishmentPeriod = TimeSpan.FromMilliseconds(100) }));

    /// <summary>One consumer, which takes 10 ms an item.</summary>
    public static KnownService Queue() => new("one consumer of a channel, 10 ms an item", () => 100, 0.05, null, (application, _) =>
    {
        var queue = Channel.CreateUnbounded<TaskCompletionSource>();
        var work = new MeanDelay(TimeSpan.FromMilliseconds(10));
        application.Lifetime.ApplicationStopped.Register(() => queue.Writer.Complete());
        Task consumer = Task.Run(async () =>
        {
            await foreach (TaskCompletionSource item in queue.Reader.ReadAllAsync())
            {
                await work.WaitAsync();
                item.SetResult();
            }
        });
        application.MapGet("/work", async () =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await queue.Writer.WriteAsync(done);
            await Task.WhenAny(done.Task, consumer);
            return Answer;
        });
    });

    public static KnownService Cpu()
    {
        var computation = new Computation();
        return new($"computing 5 ms on {Environment.ProcessorCount} cores", () => computation.PerSecond, 0.10, null, (application, _) => application.MapGet("/work", () =>
        {
            Computation.Run();
            return Answer;
        }));
    }

    /// <summary>A service that gives its dependency up after a time, and then answers 504.</summary>
    public static KnownService WithTimeout(TimeSpan timeout) => new($"gives up after {timeout.TotalMilliseconds} ms", () => double.NaN, 0.10, null, (application, stub) =>
        MapDependent(application, new SocketsHttpHandler { Proxy = new WebProxy(stub) }, timeout))
    {
        Objective = "p99<2s,errors<0.1%",
        CallsDependency = true,
    };

    /// <summary>Starts it.</summary>
    /// <param name="stub">Where its dependency calls go.</param>
    public async Task<WebApplication> StartAsync(Uri stub)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        addServices?.Invoke(builder.Services);
        WebApplication application = builder.Build();
        map(application, stub);
        await application.StartAsync();
        return application;
    }

    private static KnownService RateLimited(string name, Func<HttpContext, RateLimiter> limiter) => new(
        name,
        () => 100,
        0.05,
        services => services.AddRateLimiter(options => options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(context => RateLimitPartition.Get(0, _ => limiter(context)))),
        (application, _) =>
        {
            application.UseRateLimiter();
            application.MapGet("/work", () => Answer);
        });

    private static void MapDependent(WebApplication application, SocketsHttpHandler handler, TimeSpan timeout)
    {
        var client = new HttpClient(handler) { Timeout = timeout };
        application.Lifetime.ApplicationStopped.Register(client.Dispose);
        application.MapGet("/work", async () =>
        {
            try
            {
                return Results.Text(await client.GetStringAsync($"http://{Dependency}/"));
            }
            catch (OperationCanceledException)
            {
                return Results.StatusCode(StatusCodes.Status504GatewayTimeout);
            }
        });
    }
}
