using System.Net;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Concurrency.Trips;

/// <summary>Replays an incident against the trip service: engine, stub and service, each on sockets of its own.</summary>
internal static class TripReplay
{
    /// <summary>Replays.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="dependency">Where the service believes its dependency to be.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="make">Makes the service with its client.</param>
    /// <param name="watch">Comes between the stub and the engine's responder.</param>
    /// <returns>The verdict.</returns>
    public static async Task<ReplaySummary> RunAsync(
        Incident incident,
        Uri dependency,
        ReplayOptions options,
        Func<HttpClient, TripService> make,
        Func<IDependencyResponder, IDependencyResponder>? watch = null)
    {
        RequestTracing.Start();
        var proxy = new WebProxy();
        using HttpClient client = ProxiedClient.Through(proxy, dependency);
        await using LoopbackHost service = await LoopbackHost.StartAsync(make(client).Map);
        return Verdict.Judge(await StubbedReplay.RunAsync(ReplayPlan.Create(incident, options), service.Address, proxy, watch: watch));
    }
}
