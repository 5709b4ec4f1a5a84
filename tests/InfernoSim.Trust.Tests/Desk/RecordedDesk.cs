using System.Net;
using System.Text.Json.Nodes;
using InfernoSim.Capture;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;

namespace InfernoSim.Trust.Tests.Desk;

/// <summary>The incident of the desk, recorded once for the whole suite, and its replays against one desk for all workers and runs.</summary>
internal static class RecordedDesk
{
    private static readonly Lazy<Task<(Incident Incident, Uri Archive)>> Recorded = new(RecordAsync);

    /// <summary>Replays the incident against a desk.</summary>
    /// <param name="make">What makes and shows its ids.</param>
    /// <param name="options">What is asked.</param>
    public static async Task<ReplaySummary> ReplayAsync(DeskMakers make, ReplayOptions options)
    {
        (Incident incident, Uri address) = await Recorded.Value;
        var proxy = new WebProxy();
        using HttpClient archive = ProxiedClient.Through(proxy, address);
        await using LoopbackHost desk = await LoopbackHost.StartAsync(new DeskService(make, archive).Map);
        return Verdict.Judge(await StubbedReplay.RunAsync(ReplayPlan.Create(incident, options), desk.Address, proxy));
    }

    /// <summary>What was asked at each place of the incident.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync() => [.. (await Recorded.Value).Incident.Exchanges.Select(exchange => $"{exchange.Request.Method} {exchange.Request.Url}")];

    /// <summary>A text of a report without the port of this recording.</summary>
    public static string WithoutPorts(string text) => Recorded is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } recorded }
        ? text.Replace(recorded.Result.Archive.Authority, "archive", StringComparison.Ordinal)
        : text;

    private static async Task<(Incident Incident, Uri Archive)> RecordAsync()
    {
        RequestTracing.Start();
        var folder = new TestFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(MapArchive);
        var proxy = new WebProxy();
        using HttpClient archive = ProxiedClient.Through(proxy, dependency.Address);
        await using LoopbackHost desk = await LoopbackHost.StartAsync(new DeskService(new DeskMakers(), archive).Map);
        await using CaptureSession session = await Proxies.StartAsync(folder.Path, desk, proxy);

        await DeskTraffic.SendAsync(session.Inbound!.Address);

        await session.StopAsync();
        return (IncidentReader.Read(folder.Path), dependency.Address);
    }

    // Repeats what it is asked about, under an id of its own.
    private static void MapArchive(WebApplication application)
    {
        application.MapPost("/entries", (JsonObject entry) => Answers.Json(new JsonObject { ["id"] = 1, ["ticketId"] = entry["ticketId"]?.DeepClone() }));
        application.MapGet("/tickets/{id:long}/history", (long id) => Answers.Json(new JsonObject { ["id"] = id, ["entries"] = 1 }));
    }
}
