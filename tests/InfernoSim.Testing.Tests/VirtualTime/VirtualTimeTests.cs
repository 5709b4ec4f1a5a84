using InfernoSim.Observations;
using InfernoSim.Testing.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace InfernoSim.Testing.Tests.VirtualTime;

[Collection(VirtualReplay.Name)]
public sealed class VirtualTimeTests
{
    [Theory]
    [InlineData("delay/600", "600 s")]
    [InlineData("ticks/30", "300 s")]
    [InlineData("cancel/45", "45 s")]
    [InlineData("wait/90", "90 s")]
    public async Task A_wait_on_the_services_clock_takes_its_virtual_time(string wait, string answer)
    {
        ReplaySummary summary = await VirtualReplay.RunAsync(new TimedIncident().Exchange(0, $"/time/{wait}", answer));

        VirtualReplay.AssertPassed(summary);
        Assert.InRange(summary.ServiceTime.Max, 45_000, 601_000);
        Assert.Contains("(virtual time)", summary.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("now")]
    [InlineData("keyed")]
    public async Task The_service_sees_the_recorded_date(string way)
    {
        TimedIncident incident = new TimedIncident().Exchange(0, $"/time/{way}", "2023-11-14 22:13:20Z").Exchange(125, $"/time/{way}", "2023-11-14 22:15:25Z");

        ReplaySummary summary = await VirtualReplay.RunAsync(incident, s => s.Runs = 1);

        Assert.True(summary.Outcome == ReplayOutcome.PassWeak && summary.Divergences.Count == 0, summary.ToText());
    }

    [Fact]
    public async Task A_timeout_of_the_resilience_pipeline_fires_before_a_slower_answer()
    {
        TimedIncident incident = new TimedIncident().Exchange(0, Call("timed"), "timed out", 3, new TimedCall(0, "http://slow.test/"));

        ReplaySummary summary = await VirtualReplay.RunAsync(incident, s => s.Inject = ["dep=slow.test latency=+10s"]);

        Assert.DoesNotContain(summary.Divergences, d => d.Kind == DivergenceKind.ResponseBody);
        Assert.DoesNotContain("wall-clock", VirtualReplay.NotTested(summary), StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(summary.Timeline.Events, e => e.Kind == LogicalEventKind.ResponseReceived).At!.Value.TotalSeconds);
    }

    [Fact]
    public async Task Ten_minutes_of_injected_latency_pass_for_all_of_twenty_workers()
    {
        TimedIncident incident = new TimedIncident().Exchange(0, Call("patient"), "200", 1, new TimedCall(0, "http://slow.test/"));

        ReplaySummary summary = await VirtualReplay.RunAsync(incident, s => (s.Fanout, s.Inject) = (20, ["dep=slow.test latency=+600s"]));

        VirtualReplay.AssertPassed(summary);
        Assert.InRange(summary.ServiceTime.Max, 600_000, 601_000);
    }

    [Fact]
    public async Task A_timeout_of_an_HttpClient_is_waited_for_and_named()
    {
        TimedIncident incident = new TimedIncident().Exchange(0, Call("impatient"), "timed out", 1.1, new TimedCall(0, "http://slow.test/", 0, 1, "client_aborted: the client went away"));

        ReplaySummary summary = await VirtualReplay.RunAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassWeak, summary.ToText());
        Assert.Contains("after the dependency call GET http://slow.test/, waits on wall-clock time: HttpClient.Timeout of 1s", VirtualReplay.NotTested(summary), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delay_without_the_services_clock_is_waited_for_and_named()
    {
        TimedIncident incident = new TimedIncident().Exchange(0, "/time/wall/300", "ok", 0.3).Exchange(0.1, "/time/delay/2", "2 s", 2);

        ReplaySummary summary = await VirtualReplay.RunAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassWeak, summary.ToText());
        AssertNamed("exchange 1 (GET /time/wall/300), before any dependency call, waits on wall-clock time: Task.Delay of 300ms", summary);
    }

    [Fact]
    public async Task A_sleeping_thread_is_named()
    {
        TimedIncident incident = new TimedIncident().Exchange(0, "/time/sleep/2500", "ok", 0.3).Exchange(0.1, "/time/delay/2", "2 s", 2);

        ReplaySummary summary = await VirtualReplay.RunAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassWeak, summary.ToText());
        AssertNamed("exchange 1 (GET /time/sleep/2500), before any dependency call, waits on wall-clock time: it keeps a thread busy", summary);
    }

    [Fact]
    public async Task A_lock_between_exchanges_does_not_stop_the_clock()
    {
        TimedIncident incident = new TimedIncident().Exchange(0, "/time/locked/10", "ok", 10).Exchange(1, "/time/locked/10", "ok", 19);

        ReplaySummary summary = await VirtualReplay.RunAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassWeak, summary.ToText());
        Assert.Equal([10, 20], summary.Timeline.Events.Where(e => e.Kind == LogicalEventKind.ResponseReceived).Select(e => e.At!.Value.TotalSeconds));
        AssertNamed("exchange 2 (GET /time/locked/10), before any dependency call, waits for something that is not on the virtual clock (a lock", summary);
    }

    [Fact]
    public async Task A_timer_in_the_background_fires_only_as_the_clock_passes_it()
    {
        Ticker? ticker = null;
        TimedIncident incident = new TimedIncident().Exchange(0, "/greeting", "hello").Exchange(60, "/greeting", "hello");

        ReplaySummary summary = await VirtualReplay.RunAsync(incident, s => s.Runs = 2, replayer => replayer.WithServices(services =>
            services.AddSingleton<IHostedService>(provider => ticker = new Ticker(provider.GetRequiredService<TimeProvider>()))));

        VirtualReplay.AssertPassed(summary);
        Assert.InRange(ticker!.Ticks, 118, 121);
    }

    [Fact]
    public async Task A_service_that_waits_differently_in_each_run_is_named_with_the_call_and_both_instants()
    {
        int calls = 0;
        TimedIncident incident = new TimedIncident().Exchange(0, Call("patient"), "200", 1, new TimedCall(0, "http://slow.test/"));

        ReplaySummary summary = await VirtualReplay.RunAsync(incident, arrange: replayer => replayer.WithServices(services =>
            services.AddHttpClient("patient").AddHttpMessageHandler(provider => new Hesitation(provider.GetRequiredService<TimeProvider>(), () => Interlocked.Increment(ref calls)))));

        Assert.Equal(ReplayOutcome.FailNonDeterministic, summary.Outcome);
        Assert.Contains("dependency call 1 (GET http://slow.test/) made at 1s of virtual time", summary.Reason, StringComparison.Ordinal);
        Assert.Contains("dependency call 1 (GET http://slow.test/) made at 2s of virtual time", summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_by_url_is_refused()
    {
        using var folder = new TestFolder();
        string incident = await new TimedIncident().Exchange(0, "/greeting", "hello").WriteAsync(folder.File("incident"));

        ReplayConfigurationException refusal = await Assert.ThrowsAsync<ReplayConfigurationException>(
            () => IncidentReplayer.For(new UrlHost("http://localhost:1") { StubPort = 0 }, incident).With(s => s.Time = ReplayTime.Virtual).RunAsync());

        Assert.StartsWith("Time is Virtual, which needs a service in the test process", refusal.Message, StringComparison.Ordinal);
    }

    private static void AssertNamed(string start, ReplaySummary summary) =>
        Assert.True(summary.NotTested.Any(item => item.What.StartsWith(start, StringComparison.Ordinal)), $"{start}\nis not the start of any of\n{VirtualReplay.NotTested(summary)}");

    private static string Call(string client) => $"/time/call/{client}?url={Uri.EscapeDataString("http://slow.test/")}";

    private sealed class Hesitation(TimeProvider time, Func<int> next) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromSeconds(next()), time, cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
