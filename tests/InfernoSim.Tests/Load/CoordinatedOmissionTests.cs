using System.Threading.Channels;
using InfernoSim.Incidents;
using InfernoSim.Load;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Tests.Replay;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Load;

/// <summary>
/// A service that stalls once for two seconds, measured both ways. The clock goes on only when a request has come, so that
/// the figures are those of the loads, however busy the machine is.
/// </summary>
public class CoordinatedOmissionTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly LoadShape FiveSeconds = new() { Warmup = TimeSpan.FromSeconds(0.5), Measured = TimeSpan.FromSeconds(4.5) };

    [Fact]
    public async Task An_open_loop_shows_a_stall_that_a_closed_loop_hides()
    {
        // A request comes in each interval, stall or not; a worker that waits lets the stall pass.
        LoadResult open = await ApplyAsync(FiveSeconds with { Rate = 100 }, _ => Interval);
        LoadResult closed = await ApplyAsync(FiveSeconds with { Workers = 1 }, isStalled => isStalled ? StallingService.Stall : Interval);

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

    /// <param name="shape">The load.</param>
    /// <param name="step">How far the clock goes on when a request has come: one that has to wait, or not.</param>
    private static async Task<LoadResult> ApplyAsync(LoadShape shape, Func<bool, TimeSpan> step)
    {
        Incident incident = new IncidentBuilder().Exchange("/ping", answer: "pong", response: e => e with { Headers = HeaderMap.Empty }).Build();
        await using StallingService service = await StallingService.StartAsync();
        using var engine = new LoadEngine(ReplayPlan.Create(incident, FakeService.AsFastAsPossible), new HttpServiceUnderTest(service.Address), time: service.Time);
        Task<LoadResult> load = engine.ApplyAsync(shape);
        for (Task<bool> arrival = service.ArrivalAsync(); await Task.WhenAny(load, arrival).WaitAsync(Patience.Limit) == arrival; arrival = service.ArrivalAsync())
        {
            service.Advance(step(await arrival));
        }

        return await load;
    }

    /// <summary>Answers at once, but for two seconds on its clock that begin one second after its start.</summary>
    private sealed class StallingService : IAsyncDisposable
    {
        public static readonly TimeSpan Stall = TimeSpan.FromSeconds(2);

        private static readonly TimeSpan Begin = TimeSpan.FromSeconds(1);

        private readonly Channel<bool> _arrivals = Channel.CreateUnbounded<bool>();
        private readonly TaskCompletionSource _isOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly DateTimeOffset _started;
        private LoopbackHost _host = null!;

        private StallingService() => _started = Time.GetUtcNow();

        public FakeTimeProvider Time { get; } = new();

        public Uri Address => _host.Address;

        private TimeSpan Elapsed => Time.GetUtcNow() - _started;

        public static async Task<StallingService> StartAsync()
        {
            var service = new StallingService();
            service._host = await LoopbackHost.StartAsync(app => app.MapGet("/ping", service.AnswerAsync));
            return service;
        }

        /// <summary>The next request: whether it has to wait.</summary>
        public Task<bool> ArrivalAsync() => _arrivals.Reader.ReadAsync().AsTask();

        public void Advance(TimeSpan step)
        {
            Time.Advance(step);
            if (Elapsed >= Begin + Stall)
            {
                _isOver.TrySetResult();
            }
        }

        public ValueTask DisposeAsync() => _host.DisposeAsync();

        private async Task AnswerAsync(HttpContext context)
        {
            bool isStalled = Elapsed >= Begin && !_isOver.Task.IsCompleted;
            _arrivals.Writer.TryWrite(isStalled);
            await (isStalled ? _isOver.Task : Task.CompletedTask);
            await context.Response.WriteAsync("pong");
        }
    }
}
