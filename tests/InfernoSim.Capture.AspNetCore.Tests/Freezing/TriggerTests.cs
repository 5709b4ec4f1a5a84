using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text.Json;
using InfernoSim.Incidents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.AspNetCore.Tests.Freezing;

/// <summary>Every trigger makes an incident, which holds what met it and says so.</summary>
public sealed class TriggerTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task A_status_on_a_route_freezes()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.FreezeWhen.Status(200, "/quotes/{item}"));
        await desk.Client.GetStringAsync("/health");
        await desk.Client.GetStringAsync("/quotes/pen");

        JsonElement trigger = await OnlyTriggerAsync(desk);

        Assert.Equal("status", trigger.GetProperty("kind").GetString());
        Assert.Equal("GET /quotes/pen was answered with 200", trigger.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_share_of_server_errors_freezes_when_there_are_enough_responses()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.FreezeWhen.ServerErrors(0.5, TimeSpan.FromMinutes(1), least: 4), UseTime);
        foreach (string path in (string[])["/busy", "/health", "/health", "/busy"])
        {
            Assert.Empty(desk.Frozen);
            (await desk.Client.GetAsync(path)).Dispose();
        }

        JsonElement trigger = await OnlyTriggerAsync(desk);

        Assert.Equal("server-errors", trigger.GetProperty("kind").GetString());
        Assert.StartsWith("2 of 4 responses", trigger.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_errors_that_lie_too_far_back_do_not_count()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.FreezeWhen.ServerErrors(0.5, TimeSpan.FromMinutes(1), least: 2), UseTime);
        (await desk.Client.GetAsync("/busy")).Dispose();
        _time.Advance(TimeSpan.FromMinutes(2));
        (await desk.Client.GetAsync("/busy")).Dispose();
        Assert.Empty(desk.Frozen);

        (await desk.Client.GetAsync("/busy")).Dispose();

        await OnlyTriggerAsync(desk);
    }

    [Fact]
    public async Task A_latency_percentile_freezes()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(
            options => options.FreezeWhen.Latency(0.5, above: TimeSpan.FromSeconds(2), within: TimeSpan.FromMinutes(1), least: 3),
            UseTime,
            app => app.MapGet("/slow", () => _time.Advance(TimeSpan.FromSeconds(3))));
        foreach (string path in (string[])["/health", "/slow", "/slow"])
        {
            Assert.Empty(desk.Frozen);
            (await desk.Client.GetAsync(path)).Dispose();
        }

        JsonElement trigger = await OnlyTriggerAsync(desk);

        Assert.Equal("latency", trigger.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_WebSocket_that_stays_open_is_no_slow_response()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(
            options => options.FreezeWhen.Latency(0.5, above: TimeSpan.FromSeconds(2), within: TimeSpan.FromHours(1), least: 1).Status(200, "/health"), UseTime);
        using ClientWebSocket socket = await FlownDesk.OpenAsync(desk.Client.BaseAddress!, "/talk");
        _time.Advance(TimeSpan.FromMinutes(4));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience.Limit);
        await Patience.UntilAsync(() => desk.Ring.Take(default, DateTimeOffset.MaxValue) is { Exchanges: 1, Unfinished: 0 });
        (await desk.Client.GetAsync("/health")).Dispose();

        JsonElement trigger = await OnlyTriggerAsync(desk);

        Assert.Equal("status", trigger.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_freezes_also_when_the_last_handler_catches_it(bool isCaught)
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(
            options => options.FreezeWhen.Exception<InvalidOperationException>(),
            map: app =>
            {
                if (isCaught)
                {
                    app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
                }
            });
        (await desk.Client.GetAsync("/busy")).Dispose();
        (await desk.Client.GetAsync("/crash")).Dispose();

        JsonElement trigger = await OnlyTriggerAsync(desk);

        Assert.Equal(("exception", "GET /crash threw System.InvalidOperationException"), (trigger.GetProperty("kind").GetString(), trigger.GetProperty("reason").GetString()));
        RecordedExchange met = Assert.Single(IncidentReader.Read(desk.Frozen.Single()).Exchanges, exchange => exchange.Request.TraceId == trigger.GetProperty("traceId").GetString());
        Assert.Equal(("/crash", 500), (met.Request.Url, met.Response!.Status));
    }

    [Fact]
    public async Task The_sum_of_a_counter_freezes()
    {
        using var meter = new Meter("Desk.Counter");
        Counter<int> orders = meter.CreateCounter<int>("orders");
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.FreezeWhen.Meter("Desk.Counter", "orders", above: 2), map: app => app.MapGet("/count", () => orders.Add(1)));
        for (int i = 0; i < 3; i++)
        {
            Assert.Empty(desk.Frozen);
            (await desk.Client.GetAsync("/count")).Dispose();
        }

        JsonElement trigger = await OnlyTriggerAsync(desk);

        Assert.Equal(("meter", "orders of Desk.Counter is 3, above 2"), (trigger.GetProperty("kind").GetString(), trigger.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_gauge_that_only_answers_when_asked_is_asked_every_second()
    {
        int depth = 1;
        using var meter = new Meter("Desk.Gauge");
        meter.CreateObservableGauge("depth", () => depth);
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.FreezeWhen.Meter("Desk.Gauge", "depth", above: 9), UseTime);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(desk.Frozen);

        depth = 10;
        _time.Advance(TimeSpan.FromSeconds(1));

        await OnlyTriggerAsync(desk);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_event_freezes(bool byId)
    {
        var burning = new EventId(4711, "Burning");
        await using FlownDesk desk = await FlownDesk.StartAsync(
            options => _ = byId ? options.FreezeWhen.Log(4711) : options.FreezeWhen.Log("Burning"),
            map: app => app.MapGet("/log/{id:int}", (int id, ILogger<TriggerTests> log) => log.Log(LogLevel.Information, id == burning.Id ? burning : new EventId(id), "said")));
        (await desk.Client.GetAsync("/log/1")).Dispose();
        (await desk.Client.GetAsync("/log/4711")).Dispose();

        JsonElement trigger = await OnlyTriggerAsync(desk);

        Assert.Equal(("log", "the service logged event 4711 (Burning)"), (trigger.GetProperty("kind").GetString(), trigger.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_file_freezes_and_says_why()
    {
        using var folder = new TestFolder();
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.FreezeFile = folder.File("freeze"), UseTime);
        folder.Write("freeze", "the pager went off\n");

        _time.Advance(TimeSpan.FromSeconds(1));

        JsonElement trigger = await OnlyTriggerAsync(desk);
        Assert.Equal(("file", "the pager went off"), (trigger.GetProperty("kind").GetString(), trigger.GetProperty("reason").GetString()));
        Assert.False(File.Exists(folder.File("freeze")));
    }

    [Fact]
    public async Task The_end_of_the_service_freezes_when_that_is_asked_for()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => (options.FreezeOnStop, options.After) = (true, TimeSpan.FromHours(1)), UseTime);
        await desk.Client.GetStringAsync("/health");

        await desk.StopAsync();

        JsonElement trigger = await OnlyTriggerAsync(desk);
        Assert.Equal("stop", trigger.GetProperty("kind").GetString());
        Assert.Single(IncidentReader.Read(desk.Frozen.Single()).Exchanges);
    }

    private static async Task<JsonElement> OnlyTriggerAsync(FlownDesk desk)
    {
        await Patience.UntilAsync(() => desk.Frozen.Length > 0);
        using var metadata = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Assert.Single(desk.Frozen), "incident.json")));
        return metadata.RootElement.GetProperty("trigger").Clone();
    }

    private void UseTime(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(_time);
}
