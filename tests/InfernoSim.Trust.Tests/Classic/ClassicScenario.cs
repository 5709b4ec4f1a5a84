using System.Net;
using InfernoSim.Capture;
using InfernoSim.Incidents;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>A service that makes values anew each time it runs, its dependency, and a customer who passes the values on.</summary>
internal abstract class ClassicScenario
{
    private static readonly ReplayOptions Usual = new() { Runs = 2, Fanout = 12, TimeScale = 0, MinGap = TimeSpan.Zero, MaxWallTime = TimeSpan.FromMinutes(2) };

    /// <summary>Records the scenario through both capture proxies and reads the incident back.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="withSecrets">Whether credentials are recorded in clear.</param>
    public async Task<Incident> RecordAsync(string folder, bool withSecrets = false)
    {
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(MapDependency);
        var proxy = new WebProxy();
        using HttpClient calls = NewClient(proxy, dependency.Address);
        await using LoopbackHost service = await LoopbackHost.StartAsync(application => MapService(application, calls, Defect.None, RecordingClock));
        await using CaptureSession session = await Proxies.StartAsync(folder, service, proxy, new CaptureOptions { CaptureSensitiveData = withSecrets });
        using var customer = new Customer(session.Inbound!.Address);

        await SendAsync(customer);

        await session.StopAsync();
        (DependencyAddress, Instance) = (dependency.Address, Instance + 1);
        return IncidentReader.Read(folder);
    }

    /// <summary>Replays the incident against a fresh instance of the service.</summary>
    /// <param name="incident">What <see cref="RecordAsync"/> gave.</param>
    /// <param name="defect">What is wrong with the service.</param>
    /// <param name="change">Changes the usual options: 12 workers, 2 runs.</param>
    public async Task<ReplaySummary> ReplayAsync(Incident incident, Defect defect = Defect.None, Func<ReplayOptions, ReplayOptions>? change = null)
    {
        var proxy = new WebProxy();
        using HttpClient calls = NewClient(proxy, DependencyAddress!);
        await using LoopbackHost service = await LoopbackHost.StartAsync(application => MapService(application, calls, defect, TimeProvider.System));
        ReplayRecording recording = await StubbedReplay.RunAsync(ReplayPlan.Create(incident, change is null ? Usual : change(Usual)), service.Address, proxy);
        Instance++;
        return Verdict.Judge(recording);
    }

    /// <summary>The clock of the service while it is recorded.</summary>
    protected virtual TimeProvider RecordingClock => TimeProvider.System;

    /// <summary>How many services were started before this one, so that each makes other values.</summary>
    protected int Instance { get; private set; }

    private Uri? DependencyAddress { get; set; }

    /// <summary>The dependency, which is there only while the scenario is recorded.</summary>
    protected abstract void MapDependency(WebApplication application);

    /// <summary>The service; what it keeps, it keeps for as long as it runs.</summary>
    protected abstract void MapService(WebApplication application, HttpClient dependency, Defect defect, TimeProvider clock);

    /// <summary>What the customer does.</summary>
    protected abstract Task SendAsync(Customer customer);

    private static HttpClient NewClient(WebProxy proxy, Uri address)
    {
        RequestTracing.Start();
        return ProxiedClient.Through(proxy, address);
    }
}

/// <summary>What is wrong with a service.</summary>
public enum Defect
{
    None,

    /// <summary>It does not look at the credential.</summary>
    IgnoresCredential,

    /// <summary>It takes one customer for another.</summary>
    MixesSessions,

    /// <summary>It gives out a credential that it will not take.</summary>
    GivesBadCredential,

    /// <summary>It answers with an id that is not the one it stored.</summary>
    AnswersWithOtherId,

    /// <summary>It passes on an id that is not the one it was asked for.</summary>
    CallsWithOtherId,

    /// <summary>It answers with an id of another form.</summary>
    AnswersWithNumber,

    /// <summary>It fails where it used to do without.</summary>
    FailsWithDependency,

    /// <summary>It tries again with a new id.</summary>
    RetriesWithNewId,

    /// <summary>It does not try again as often.</summary>
    GivesUpEarly,
}
