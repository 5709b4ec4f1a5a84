using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text.Json;
using InfernoSim.Capture.AspNetCore.Tests.Service;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Capture.AspNetCore.Tests.Sampling;

/// <summary>What sampling leaves out is left out whole, passes as ever, and is not kept from anybody.</summary>
public sealed class SampledTrafficTests
{
    [Fact]
    public async Task An_exchange_is_left_out_with_its_calls_and_statements()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => (options.RecordSql, _) = (true, options.Sampling.Ratio(0, "/orders").Ratio(0, "/direct/{item}")));
        using HttpResponseMessage created = await desk.Client.PostAsJsonAsync("/orders", new Order { Item = "pen" });
        await desk.Client.GetStringAsync("/direct/pen");
        await desk.Client.GetStringAsync("/quotes/pen");

        Incident incident = await desk.FreezeAsync();

        Assert.True(created.IsSuccessStatusCode);
        RecordedExchange kept = Assert.Single(incident.Exchanges);
        Assert.Equal("/quotes/pen", kept.Request.Url);
        Assert.Single(kept.Calls);
        AssertNobodyCalled(incident);
    }

    [Fact]
    public async Task What_it_does_after_its_response_is_left_out_as_well()
    {
        var goOn = new TaskCompletionSource();
        Task late = Task.CompletedTask;
        await using FlownDesk desk = await FlownDesk.StartAsync(
            options => (options.RecordSql, _) = (true, options.Sampling.Ratio(0, "/later")),
            map: app => app.MapGet("/later", (IHttpClientFactory clients, IServiceScopeFactory scopes) =>
            {
                late = Task.Run(async () =>
                {
                    await goOn.Task;
                    using HttpClient client = clients.CreateClient("prices");
                    await client.GetStringAsync("/price/pen");
                    await using AsyncServiceScope scope = scopes.CreateAsyncScope();
                    scope.ServiceProvider.GetRequiredService<DeskContext>().Orders.Add(new Order { Item = "late" });
                    await scope.ServiceProvider.GetRequiredService<DeskContext>().SaveChangesAsync();
                });
                return "ok";
            }));
        int before = desk.Ring.Count;
        await desk.Client.GetStringAsync("/later");
        await Patience.UntilAsync(() => desk.Ring.Count == before);
        goOn.SetResult();
        await late;

        Incident incident = await desk.FreezeAsync();

        Assert.Empty(incident.Exchanges);
        AssertNobodyCalled(incident);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_is_known_by_its_trace_alone_is_left_out_as_well(bool isGivenATrace)
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(
            options => options.Sampling.Ratio(0, "/by-trace"),
            builder => builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Critical),
            app => app.MapGet("/by-trace", async (IHttpClientFactory clients) =>
            {
                // The server begins one for whoever logs.
                Activity current = Activity.Current!;
                Task call;
                using (ExecutionContext.SuppressFlow())
                {
                    call = Task.Run(async () =>
                    {
                        Activity.Current = current;
                        using HttpClient client = clients.CreateClient("prices");
                        await client.GetStringAsync("/price/pen");
                    });
                }

                await call;
                return "ok";
            }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/by-trace");
        if (isGivenATrace)
        {
            request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        }

        using HttpResponseMessage response = await desk.Client.SendAsync(request);
        Incident incident = await desk.FreezeAsync();

        Assert.True(response.IsSuccessStatusCode);
        Assert.Empty(incident.Exchanges);
        AssertNobodyCalled(incident);
    }

    [Fact]
    public async Task An_incident_says_what_was_left_out_of_it()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.Sampling.Ratio(0, "/health").Ratio(0, "/orders"));
        await desk.Client.GetStringAsync("/quotes/pen");
        await desk.Client.GetStringAsync("/health");
        using HttpResponseMessage created = await desk.Client.PostAsJsonAsync("/orders", new Order { Item = "pen" });

        Incident incident = await desk.FreezeAsync();

        using var metadata = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(incident.Folder, "incident.json")));
        Assert.Equal(2, metadata.RootElement.GetProperty("recorder").GetProperty("sampledOut").GetInt32());
        Assert.Equal(1, metadata.RootElement.GetProperty("unseen_changes").GetInt32());
        Assert.Equal(
            [
                "1 exchange of /health was left out by sampling, with all that belongs to it",
                "1 exchange of /orders was left out by sampling, with all that belongs to it; 1 may have changed something in the service",
            ],
            incident.Metadata!.NotRecorded);
        Assert.Contains(IncidentVerification.Of(incident, TimeProvider.System).Findings, finding => finding.What.Contains("left out by sampling", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_and_health_count_what_was_left_out()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(
            options => options.Sampling.RateLimit(perSecond: 0, "/health"), builder => builder.Services.AddHealthChecks().AddFlightRecorder());
        await desk.Client.GetStringAsync("/health");
        await desk.Client.GetStringAsync("/health");
        HealthReport health = await desk.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(2, Read("infernosim.recorder.sampled_out"));
        Assert.Equal(2L, health.Entries["flight-recorder"].Data["sampledOut"]);
    }

    [Fact]
    public async Task A_trigger_sees_what_is_left_out_and_says_that_it_is()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => (_, _) = (options.Sampling.Ratio(0), options.FreezeWhen.Status(503)));
        (await desk.Client.GetAsync("/busy")).Dispose();
        await Patience.UntilAsync(() => desk.Frozen.Length > 0);

        using var metadata = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Assert.Single(desk.Frozen), "incident.json")));
        JsonElement trigger = metadata.RootElement.GetProperty("trigger");

        Assert.Equal("GET /busy was answered with 503 (left out by sampling)", trigger.GetProperty("reason").GetString());
        Assert.False(trigger.TryGetProperty("traceId", out _));
    }

    // That the service has made its tables is nobody's either, and there.
    private static void AssertNobodyCalled(Incident incident) =>
        Assert.DoesNotContain(incident.UnattributedCalls, call => call.Type == IncidentEventType.OutboundCall || call.Method == "INSERT");

    private static long Read(string name)
    {
        long read = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, asking) =>
            {
                if (instrument.Name == name)
                {
                    asking.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, measurement, _, _) => read = measurement);
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }
}
