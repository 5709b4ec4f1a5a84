extern alias orders;

using InfernoSim.Observations;
using InfernoSim.Testing.Tests.VirtualTime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderContext = orders::Orders.OrderContext;

namespace InfernoSim.Testing.Tests.State;

[Collection(VirtualReplay.Name)]
public sealed class FreshStateInVirtualTimeTests(OrderIncident incident) : IClassFixture<OrderIncident>
{
    [Fact]
    public async Task Virtual_time_goes_on_with_a_service_for_each_worker()
    {
        IncidentReplay replay = await IncidentReplayer.For<OrderContext>(incident.Path)
            .With(s => (s.Runs, s.Fanout, s.State, s.Time) = (2, 2, ReplayState.FreshPerWorker, ReplayTime.Virtual)).RunAsync();

        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
    }

    [Fact]
    public async Task The_clock_stands_while_a_service_that_was_slow_to_start_works_after_its_response()
    {
        IncidentReplay replay = await IncidentReplayer.For<OrderContext>(incident.Path)
            .WithServices(services =>
            {
                services.AddSingleton<IHostedService, BusyStart>();
                services.AddHttpClient("shipping").AddHttpMessageHandler(() => new LongPreparation());
            })
            .With(s => (s.Runs, s.State, s.Time) = (2, ReplayState.FreshPerRun, ReplayTime.Virtual)).RunAsync();

        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
        IReadOnlyList<LogicalEvent> events = replay.Summary.Timeline.Events;
        LogicalEvent[] told = [.. events.Where(called => called.Kind == LogicalEventKind.CallArrived && Instant(events, called.Exchange, LogicalEventKind.ResponseReceived) <= called.At)];
        Assert.NotEmpty(told);
        Assert.All(told, called => Assert.Equal(Instant(events, called.Exchange, LogicalEventKind.ResponseReceived), called.At));
    }

    private static TimeSpan? Instant(IEnumerable<LogicalEvent> events, int exchange, LogicalEventKind kind) =>
        events.First(one => one.Exchange == exchange && one.Kind == kind).At;

    private static void KeepThread(TimeSpan time)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(time);
    }

    // Keeps threads of the pool at work for a moment after the service has started.
    private sealed class BusyStart : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            for (int i = 0; i < 3; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => KeepThread(TimeSpan.FromMilliseconds(60)), null);
            }

            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class LongPreparation : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            KeepThread(TimeSpan.FromMilliseconds(50));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
