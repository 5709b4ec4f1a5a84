using System.Diagnostics;
using System.Globalization;
using System.Net;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stub;
using InfernoSim.Verdicts;

namespace InfernoSim.Benchmarks.Load;

/// <summary>The replay driver as the command uses it: incident, plan, stub, engine, verdict, both reports.</summary>
internal static class ReplayLoad
{
    /// <summary>The role.</summary>
    /// <param name="folder">The incident.</param>
    /// <param name="address">The service.</param>
    public static async Task RunAsync(string folder, string address)
    {
        Incident incident = IncidentReader.Read(folder);
        ParentLink.Ready();
        await ParentLink.AnswerAsync(runs => ReplayAsync(incident, address, int.Parse(runs, CultureInfo.InvariantCulture), SocketLoadClient.Connections));
    }

    /// <summary>Replays an incident as fast as it goes.</summary>
    /// <exception cref="InvalidOperationException">The replay did not pass, so that its speed means nothing.</exception>
    public static async Task<LoadResult> ReplayAsync(Incident incident, string address, int runs, int fanout)
    {
        ReplayPlan plan = ReplayPlan.Create(incident, new ReplayOptions { Runs = runs, Fanout = fanout, TimeScale = 0, MinGap = TimeSpan.Zero, MaxWallTime = TimeSpan.Zero });
        var engine = new ReplayEngine(plan, new HttpServiceUnderTest(new Uri($"http://{address}")));
        await using DependencyStub stub = await DependencyStub.StartAsync(engine.Responder, new DependencyStubOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) });
        long began = Stopwatch.GetTimestamp();
        ReplaySummary summary = Verdict.Judge(await engine.RunAsync());
        string text = summary.ToText();
        _ = summary.ToJson();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return summary.ExitCode == 0
            ? new LoadResult(plan.RequestCount, seconds)
            : throw new InvalidOperationException(text);
    }
}
