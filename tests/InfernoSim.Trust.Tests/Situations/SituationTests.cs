using System.Net;
using InfernoSim.Capture;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Situations;

/// <summary>Each situation, recorded through the capture proxies with the default redaction: the same service passes, a changed one fails where it changed.</summary>
public sealed class SituationTests : IDisposable
{
    private static readonly ReplayOptions Usual = new() { Runs = 2, Fanout = 5, TimeScale = 0, MinGap = TimeSpan.Zero, MaxIdleTime = TimeSpan.FromMinutes(1) };

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Names => [.. Situation.All.Select(situation => situation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_same_service_passes_and_a_changed_one_fails_where_it_changed(string name)
    {
        Situation situation = Situation.All.Single(situation => situation.Name == name);
        Incident incident = await RecordAsync(situation);

        ReplaySummary same = await ReplayAsync(incident, situation, isChanged: false);
        ReplaySummary changed = await ReplayAsync(incident, situation, isChanged: true);

        Assert.True(same.Outcome == ReplayOutcome.PassStrong, same.ToText());
        Assert.True(changed.Outcome == ReplayOutcome.FailDiverged, changed.ToText());
        Assert.Equal((DivergenceKind.ResponseBody, situation.Location), (changed.FirstDivergence!.Kind, changed.FirstDivergence.Location));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<Incident> RecordAsync(Situation situation)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(application => situation.Map(application, false));
        await using CaptureSession session = await Proxies.StartAsync(_folder.Path, service, new WebProxy());
        using var visitor = new Visitor(session.Inbound!.Address);

        await situation.SendAsync(visitor);

        await session.StopAsync();
        return IncidentReader.Read(_folder.Path);
    }

    private static async Task<ReplaySummary> ReplayAsync(Incident incident, Situation situation, bool isChanged)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(application => situation.Map(application, isChanged));
        var engine = new ReplayEngine(ReplayPlan.Create(incident, situation.Options(Usual)), new HttpServiceUnderTest(service.Address));
        return Verdict.Judge(await engine.RunAsync());
    }
}
