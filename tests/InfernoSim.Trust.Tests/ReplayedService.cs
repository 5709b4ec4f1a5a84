using System.Net;
using InfernoSim.Incidents;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Stores;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests;

/// <summary>Replays an incident against a variant of the service: engine, stub and service, each on sockets of its own.</summary>
internal static class ReplayedService
{
    /// <summary>Replays.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="dependencies">Where the service believes its dependencies to be.</param>
    /// <param name="mutation">What it does otherwise.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="time">The clock of the replay; the system's when omitted.</param>
    /// <returns>The verdict.</returns>
    public static async Task<ReplaySummary> ReplayAsync(
        Incident incident, DependencyAddresses dependencies, Mutation mutation, ReplayOptions options, TimeProvider? time = null)
    {
        var proxy = new WebProxy();
        await using LoopbackHost service = await CheckoutService.StartAsync(dependencies, proxy, mutation);
        return await ReplayAsync(incident, service.Address, proxy, options, time);
    }

    /// <summary>Replays against an address at which nothing listens any more.</summary>
    public static async Task<ReplaySummary> ReplayAgainstNothingAsync(Incident incident, DependencyAddresses dependencies, ReplayOptions options)
    {
        var proxy = new WebProxy();
        Uri address;
        await using (LoopbackHost service = await CheckoutService.StartAsync(dependencies, proxy, new Mutation()))
        {
            address = service.Address;
        }

        return await ReplayAsync(incident, address, proxy, options);
    }

    private static async Task<ReplaySummary> ReplayAsync(Incident incident, Uri address, WebProxy proxy, ReplayOptions options, TimeProvider? time = null)
    {
        ReplayPlan plan = ReplayPlan.Create(incident, options);
        ReplayRecording recording = await StubbedReplay.RunAsync(plan, address, proxy, time);
        if (options.Baseline is null)
        {
            return Verdict.Judge(recording);
        }

        BaselineStore baselines = BaselineStore.For(plan);
        ReplaySummary summary = Verdict.Judge(recording, baselines.Load(plan));
        baselines.Save(plan, summary);
        return summary;
    }
}
