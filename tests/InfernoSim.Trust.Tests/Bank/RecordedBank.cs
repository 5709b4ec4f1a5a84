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
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Trust.Tests.Bank;

/// <summary>The incident of the bank, recorded once for the whole suite with its credentials in clear, and its replays.</summary>
internal static class RecordedBank
{
    private static readonly Lazy<Task<(Incident Incident, Uri Ledger)>> Recorded = new(RecordAsync);

    /// <summary>Replays the incident against a fresh bank.</summary>
    /// <param name="make">What makes its values.</param>
    /// <param name="options">What is asked.</param>
    public static async Task<ReplaySummary> ReplayAsync(BankMakers make, ReplayOptions options)
    {
        (Incident incident, Uri address) = await Recorded.Value;
        var proxy = new WebProxy();
        using HttpClient ledger = ProxiedClient.Through(proxy, address);
        await using LoopbackHost bank = await LoopbackHost.StartAsync(new BankService(make, ledger).Map);
        return Verdict.Judge(await StubbedReplay.RunAsync(ReplayPlan.Create(incident, options), bank.Address, proxy));
    }

    /// <summary>What was asked at each place of the incident, without queries and ids.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync() =>
        [.. (await Recorded.Value).Incident.Exchanges.Select(exchange => $"{exchange.Request.Method} {exchange.Request.Url!.Split('?')[0]}")];

    /// <summary>A text of a report without the port of this recording.</summary>
    public static string WithoutPorts(string text) => Recorded is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } recorded }
        ? text.Replace(recorded.Result.Ledger.Authority, "ledger", StringComparison.Ordinal)
        : text;

    private static async Task<(Incident Incident, Uri Ledger)> RecordAsync()
    {
        RequestTracing.Start();
        var folder = new TestFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(MapLedger);
        var proxy = new WebProxy();
        using HttpClient ledger = ProxiedClient.Through(proxy, dependency.Address);
        var seats = new Meeting(2);
        var wanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackHost bank = await LoopbackHost.StartAsync(new BankService(new BankMakers { BeforeSeat = MeetAsync }, ledger).Map);
        await using CaptureSession session = await Proxies.StartAsync(folder.Path, bank, proxy, new CaptureOptions { CaptureSensitiveData = true });

        await BankTraffic.SendAsync(session.Inbound!.Address, wanted.Task);

        await session.StopAsync();
        return (IncidentReader.Read(folder.Path), dependency.Address);

        Task MeetAsync()
        {
            wanted.TrySetResult();
            return seats.MeetAsync();
        }
    }

    private static void MapLedger(WebApplication application)
    {
        application.MapPost("/entries", () => Answers.Json(new JsonObject { ["entered"] = true }, StatusCodes.Status201Created));
        application.MapGet("/cards/1", (HttpContext context) =>
        {
            context.Response.StatusCode = StatusCodes.Status402PaymentRequired;
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Card Expired";
        });
    }
}
