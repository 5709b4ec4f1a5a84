using System.Net;
using InfernoSim.Incidents;
using InfernoSim.Load;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Tests.Replay;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Tests.Load;

/// <summary>A service that stalls once for two seconds, measured both ways.</summary>
public class CoordinatedOmissionTests
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(2);
    private static readonly LoadShape FiveSeconds = new() { Warmup = TimeSpan.FromSeconds(0.5), Measured = TimeSpan.FromSeconds(4.5) };

    [Fact]
    public async Task An_open_loop_shows_a_stall_that_a_closed_loop_hides()
    {
        await using var service = await StallingService.StartAsync();

        LoadResult open = await ApplyAsync(service, FiveSeconds with { Rate = 100 });
        service.StallAgain();
        LoadResult closed = await ApplyAsync(service, FiveSeconds with { Workers = 1 });

        // One worker waits once, and sends nothing meanwhile that could have waited with it.
        Assert.True(closed.MaxLatency >= 1900, $"max {closed.MaxLatency} ms");
        Assert.InRange(CountOver(closed, 1000), 1, 3);

        // A hundred arrivals were due in the first of the two seconds, and each waited for at least the other one.
        Assert.True(open.MaxLatency >= 1900, $"max {open.MaxLatency} ms");
        Assert.InRange(CountOver(open, 1000), 95, 450);
        Assert.True(open.Latency(0.99).Value >= 1500, $"p99 {open.Latency(0.99).Value} ms");
        Assert.Equal((450, 0, 0), (open.Arrivals, open.Missed, open.Errors));
    }

    private static int CountOver(LoadResult result, double milliseconds) =>
        Enumerable.Range(1, result.Requests).Count(rank => result.Latency((rank - 0.5) / result.Requests).Value > milliseconds);

    private static async Task<LoadResult> ApplyAsync(StallingService service, LoadShape shape)
    {
        Incident incident = new IncidentBuilder().Exchange("/ping", answer: "pong", response: e => e with { Headers = HeaderMap.Empty }).Build();
        using var engine = new LoadEngine(ReplayPlan.Create(incident, FakeService.AsFastAsPossible), new HttpServiceUnderTest(service.Address));
        return await engine.ApplyAsync(shape).WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Answers at once, but for two seconds that begin one second after the first request.</summary>
    private sealed class StallingService(WebApplication application) : IAsyncDisposable
    {
        private readonly Lock _lock = new();
        private Task? _stall;

        public Uri Address => new(application.Urls.First());

        public static async Task<StallingService> StartAsync()
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            WebApplication application = builder.Build();
            var service = new StallingService(application);
            application.MapGet("/ping", service.AnswerAsync);
            await application.StartAsync();
            return service;
        }

        public void StallAgain() => _stall = null;

        public async ValueTask DisposeAsync()
        {
            await application.StopAsync();
            await application.DisposeAsync();
        }

        private async Task AnswerAsync(HttpContext context)
        {
            await Gate();
            await context.Response.WriteAsync("pong");
        }

        // Open for a second, then closed for the stall, then open for good.
        private Task Gate()
        {
            lock (_lock)
            {
                if (_stall is null)
                {
                    _opened = TimeProvider.System.GetTimestamp();
                    _stall = Task.Delay(TimeSpan.FromSeconds(1) + Stall);
                }

                return TimeProvider.System.GetElapsedTime(_opened) < TimeSpan.FromSeconds(1) ? Task.CompletedTask : _stall;
            }
        }

        private long _opened;
    }
}
