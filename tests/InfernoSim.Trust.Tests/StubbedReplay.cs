using System.Net;
using InfernoSim.Matching;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stub;

namespace InfernoSim.Trust.Tests;

/// <summary>A replay against a service on a socket, whose own calls go to a stub on another one.</summary>
internal static class StubbedReplay
{
    /// <summary>Replays.</summary>
    /// <param name="plan">What is replayed.</param>
    /// <param name="service">Where the service listens.</param>
    /// <param name="calls">What the service's own calls go through; it is told where the stub is.</param>
    /// <param name="time">The clock of the replay; the system's when omitted.</param>
    /// <param name="watch">Comes between the stub and the engine's responder.</param>
    /// <returns>What was observed.</returns>
    public static async Task<ReplayRecording> RunAsync(
        ReplayPlan plan, Uri service, WebProxy calls, TimeProvider? time = null, Func<IDependencyResponder, IDependencyResponder>? watch = null)
    {
        var engine = new ReplayEngine(plan, new HttpServiceUnderTest(service), time);
        await using DependencyStub stub = await DependencyStub.StartAsync(watch is null ? engine.Responder : watch(engine.Responder));
        calls.Address = stub.Addresses[0];
        return await engine.RunAsync();
    }
}
