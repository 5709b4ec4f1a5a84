using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using InfernoSim.Capture.AspNetCore.Freezing;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.TestKit.Facts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.AspNetCore.Tests.Freezing;

/// <summary>One incident of many triggers, whole, at the right time, and no harm where there can be none.</summary>
public sealed class FreezingTests
{
    private const string Key = "a-key-that-is-long-enough";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task A_thousand_triggers_are_one_incident()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.After = TimeSpan.FromSeconds(10), UseTime);
        Freezer freezer = desk.Services.GetRequiredService<Freezer>();
        Parallel.For(0, 1000, i => freezer.Trigger("status", $"trigger {i}", null));

        Task<FrozenIncident> frozen = freezer.AskAsync("asked", "a test asks");
        await _time.AdvanceUntilAsync(frozen, TimeSpan.FromSeconds(1));
        freezer.Trigger("status", "too soon", null);

        using var metadata = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Assert.Single(desk.Frozen), "incident.json")));
        Assert.Equal(1000, metadata.RootElement.GetProperty("trigger").GetProperty("others").GetInt32());
    }

    [Fact]
    public async Task After_the_minimum_distance_there_is_another_incident()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.MinimumDistance = TimeSpan.FromMinutes(1), UseTime);
        Freezer freezer = desk.Services.GetRequiredService<Freezer>();
        freezer.Trigger("status", "the first", null);
        await Patience.UntilAsync(() => desk.Frozen.Length == 1);

        _time.Advance(TimeSpan.FromSeconds(61));
        await Patience.UntilAsync(() =>
        {
            // The first is written by now, and perhaps not yet closed.
            freezer.Trigger("status", "the second", null);
            return desk.Frozen.Length == 2;
        });

        Assert.Equal(2, desk.Frozen.Length);
    }

    [Fact]
    public async Task No_more_incidents_are_kept_than_asked_for_and_what_is_not_ours_is_left_alone()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.MaxIncidents = 2, UseTime);
        Directory.CreateDirectory(Path.Combine(desk.Incidents, "0-somebody-elses"));
        var folders = new List<string>();
        for (int i = 0; i < 3; i++)
        {
            folders.Add((await desk.Recorder.FreezeAsync("a test asks"))!.Folder);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([Path.Combine(desk.Incidents, "0-somebody-elses"), folders[1], folders[2]], desk.Frozen);
    }

    [Fact]
    public async Task What_is_open_at_the_trigger_and_ends_in_time_is_whole_in_the_incident()
    {
        (FlownDesk started, TaskCompletionSource goOn, Task<string> waiting) = await StartWithOpenExchangeAsync();
        await using FlownDesk desk = started;
        Task<FrozenIncident?> frozen = desk.Recorder.FreezeAsync("a test asks");

        goOn.SetResult();
        Assert.Equal("done", await waiting);
        Incident incident = IncidentReader.Read((await _time.AdvanceUntilAsync(frozen, TimeSpan.FromSeconds(1)))!.Folder);

        RecordedExchange exchange = Assert.Single(incident.Exchanges);
        Assert.Equal(200, exchange.Response!.Status);
        Assert.True(IncidentVerification.Of(incident, TimeProvider.System).IsReplayable);
    }

    [Fact]
    public async Task What_is_still_open_at_the_end_is_in_the_incident_as_not_answered()
    {
        (FlownDesk started, TaskCompletionSource goOn, Task<string> waiting) = await StartWithOpenExchangeAsync();
        await using FlownDesk desk = started;

        Incident incident = IncidentReader.Read((await _time.AdvanceUntilAsync(desk.Recorder.FreezeAsync("a test asks"), TimeSpan.FromSeconds(1)))!.Folder);
        goOn.SetResult();
        await waiting;

        RecordedExchange exchange = Assert.Single(incident.Exchanges);
        Assert.Equal(("/wait", null), (exchange.Request.Url, exchange.Response));
        Assert.Contains(incident.Notices, notice => notice.Contains("no recorded response", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_endpoint_freezes_for_whoever_has_the_key()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.FreezeKey = Key);
        await desk.Client.GetStringAsync("/health");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/.infernosim/freeze?reason=pager") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Key) } };

        using HttpResponseMessage response = await desk.Client.SendAsync(request);

        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        string folder = answer.RootElement.GetProperty("incident").GetString()!;
        Assert.Equal("/health", Assert.Single(IncidentReader.Read(folder).Exchanges).Request.Url);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer a-key-that-is-long-enougH")]
    [InlineData("Basic a-key-that-is-long-enough")]
    [InlineData("Bearer ")]
    public async Task The_endpoint_refuses_everybody_else(string? authorization)
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.FreezeKey = Key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/.infernosim/freeze");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using HttpResponseMessage response = await desk.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(desk.Frozen);
    }

    [Fact]
    public async Task There_is_no_endpoint_without_a_key()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync();

        using HttpResponseMessage response = await desk.Client.PostAsync("/.infernosim/freeze", null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_harms_no_request_and_shows_in_the_health()
    {
        using var folder = new TestFolder();
        string file = folder.Write("a-file", "");
        await using FlownDesk desk = await FlownDesk.StartAsync(
            options => (options.Folder, _) = (Path.Combine(file, "incidents"), options.FreezeWhen.Status(503)),
            builder => builder.Services.AddHealthChecks().AddFlightRecorder());
        HealthCheckService health = desk.Services.GetRequiredService<HealthCheckService>();
        HealthStatus before = (await health.CheckHealthAsync()).Status;

        using HttpResponseMessage response = await desk.Client.GetAsync("/busy");
        await Assert.ThrowsAnyAsync<IOException>(() => desk.Recorder.FreezeAsync("a test asks"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("ok", await desk.Client.GetStringAsync("/health"));
        HealthReport after = await health.CheckHealthAsync();
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Degraded), (before, after.Status));
        Assert.Contains("could not be written", after.Entries["flight-recorder"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incident_is_sent_to_every_sink_and_one_that_throws_disturbs_nobody()
    {
        var zip = new MemoryStream();
        await using FlownDesk desk = await FlownDesk.StartAsync(with: builder =>
        {
            builder.Services.AddSingleton<IIncidentSink>(new CommandSink("no-such-program"));
            builder.Services.AddSingleton<IIncidentSink>(new ZipSink(zip));
        });
        await desk.Client.GetStringAsync("/health");

        FrozenIncident frozen = (await desk.Recorder.FreezeAsync("a test asks"))!;

        using var archive = new ZipArchive(zip);
        Assert.Contains($"{Path.GetFileName(frozen.Folder)}/inbound.log", archive.Entries.Select(entry => entry.FullName));
    }

    [UnixFact]
    public async Task A_command_is_given_the_folder()
    {
        using var folder = new TestFolder();
        await using FlownDesk desk = await FlownDesk.StartAsync(with: builder =>
            builder.Services.AddSingleton<IIncidentSink>(new CommandSink("cp", "-r", CommandSink.FolderPlaceholder, folder.File("shipped"))));

        await desk.Recorder.FreezeAsync("a test asks");

        Assert.True(File.Exists(folder.File("shipped/incident.json")));
    }

    [Fact]
    public async Task A_recorder_that_is_off_records_nothing_and_freezes_nothing()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.Enabled = false);
        await desk.Client.GetStringAsync("/quotes/pen");

        Assert.Null(await desk.Recorder.FreezeAsync("a test asks"));
        Assert.Equal(0, desk.Ring.Count);
    }

    private async Task<(FlownDesk Desk, TaskCompletionSource GoOn, Task<string> Waiting)> StartWithOpenExchangeAsync()
    {
        var goOn = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        FlownDesk desk = await FlownDesk.StartAsync(
            options => options.After = TimeSpan.FromSeconds(10),
            UseTime,
            app => app.MapGet("/wait", async () =>
            {
                arrived.SetResult();
                await goOn.Task;
                return "done";
            }));
        Task<string> waiting = desk.Client.GetStringAsync("/wait");
        await arrived.Task;
        return (desk, goOn, waiting);
    }

    private void UseTime(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(_time);

    private sealed class ZipSink(Stream destination) : IIncidentSink
    {
        public Task SendAsync(FrozenIncident incident, CancellationToken cancellationToken) => incident.WriteZipAsync(destination, cancellationToken);
    }
}
