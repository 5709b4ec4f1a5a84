using InfernoSim.Incidents;
using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Stub.Limits;

/// <summary>Measures what the replayer can do: a replay against a service that does nothing, in this process.</summary>
internal static class ReplayerCalibration
{
    private const int Workers = 16;
    private const int Requests = 250;
    private const long Gap = 1_000_000;

    // The machine and the program stay the same as long as the process lives; the size of bodies matters little below this.
    private const int LargestBody = 64 * 1024;
    private static readonly SemaphoreSlim Measuring = new(1);
    private static ReplayerCeiling? _ceiling;

    /// <summary>The ceiling; measured once in a process.</summary>
    /// <param name="plan">The plan whose recorded sizes the service answers with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ReplayerCeiling> MeasureAsync(ReplayPlan plan, CancellationToken cancellationToken)
    {
        await Measuring.WaitAsync(cancellationToken);
        try
        {
            return _ceiling ??= await MeasureAsync(BodySize(plan.Incident), cancellationToken);
        }
        finally
        {
            Measuring.Release();
        }
    }

    private static int BodySize(Incident incident) => incident.Exchanges.Count == 0
        ? 0
        : (int)Math.Min(LargestBody, incident.Exchanges.Average(exchange => (double)(exchange.Response?.Body.Size ?? 0)));

    private static async Task<ReplayerCeiling> MeasureAsync(int bodySize, CancellationToken cancellationToken)
    {
        byte[] body = new byte[bodySize];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication nothing = builder.Build();
        nothing.Run(context => context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask());
        await nothing.StartAsync(cancellationToken);
        string address = nothing.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        var service = new HttpServiceUnderTest(new Uri(address));

        // The first time everything is compiled.
        await ReplayAsync(service, body, cancellationToken);
        LimitEvidence measured = await ReplayAsync(service, body, cancellationToken);
        double rate = Math.Max(measured.Load.AchievedRate, 1);
        double perRequest = (measured.Replayer.CpuCores ?? 0) / rate;

        // A dependency call is a request to the stub: it costs about what a request to this service costs.
        return new ReplayerCeiling(rate, perRequest, perRequest);
    }

    private static async Task<LimitEvidence> ReplayAsync(HttpServiceUnderTest service, byte[] body, CancellationToken cancellationToken)
    {
        var incident = new Incident
        {
            Folder = "calibration",
            Exchanges = [.. Enumerable.Range(0, Requests).Select(index => Exchange(index, body))],
            UnattributedCalls = [],
        };
        var options = new ReplayOptions { Runs = 1, Fanout = Workers, TimeScale = 0, MinGap = TimeSpan.Zero, MaxWallTime = TimeSpan.Zero };
        ReplayRecording recording = await new ReplayEngine(ReplayPlan.Create(incident, options), service).RunAsync(null, cancellationToken);
        return recording.Observed.Limits!;
    }

    private static RecordedExchange Exchange(int index, byte[] body) => new()
    {
        Index = index,
        Request = Event(IncidentEventType.InboundRequest, index * Gap),
        Response = Event(IncidentEventType.InboundResponse, (index * Gap) + (Gap / 2)) with { Status = 200, Body = RecordedBody.FromBytes(body) },
    };

    private static IncidentEvent Event(IncidentEventType type, long time) => new() { Type = type, Timestamp = new IncidentTimestamp(time), Method = "GET", Url = "/" };
}
