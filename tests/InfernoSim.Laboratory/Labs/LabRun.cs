using InfernoSim.Measuring;
using InfernoSim.Testing;
using InfernoSim.TestKit;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Hosting;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace InfernoSim.Laboratory.Labs;

/// <summary>What came of one repetition of a lab.</summary>
internal sealed record LabResult(Lab Lab, LimitingFactorSummary Found, string Evidence)
{
    public bool IsRight => Lab.IsRight(Found.Name);

    public bool IsWrong => Lab.IsWrong(Found.Name);
}

/// <summary>Runs labs.</summary>
internal static class LabRun
{
    public static Task<LabResult> RunAsync(Lab lab, CancellationToken cancellationToken) => WithIncidentAsync(lab, async incident =>
    {
        IncidentReplay replay = await Mapped(IncidentReplayer.For(HostOf(lab), incident), lab).With(new ReplaySettings
        {
            Runs = 1,
            Fanout = lab.Workers,
            TimeScale = lab.Rate > 0 ? 1 : 0,
            MinGap = "0s",
            MaxIdleTime = "0s",
            MaxWallTime = "30s",
            Inject = lab.Inject,
            DiagnoseLimit = lab.Diagnose,
        }).RunAsync(cancellationToken: cancellationToken);
        return new LabResult(lab, replay.Summary.LimitingFactor, Describe(replay.Limits));
    });

    /// <summary>Searches the envelope of a lab's service.</summary>
    /// <returns>What limits it at the edge.</returns>
    public static Task<LimitingFactorSummary> SearchAsync(Lab lab, CancellationToken cancellationToken) => WithIncidentAsync(lab with { Requests = 1 }, async incident =>
    {
        IncidentEnvelopeResult result = await IncidentEnvelopeSearch.For(HostOf(lab), incident)
            .With(s => (s.Slo, s.AtLeast, s.Budget, s.SearchFanout, s.Dependencies) = ("p99<1s,errors<5%", "160 req/s", "15s", false, []))
            .WithReplay(s => s.Inject = lab.Inject)
            .RunAsync(cancellationToken: cancellationToken);
        return result.Summary.LimitingFactor;
    });

    private static async Task<T> WithIncidentAsync<T>(Lab lab, Func<string, Task<T>> work)
    {
        using var folder = new TestFolder();
        string incident = folder.File("incident");
        await LabIncident.WriteAsync(lab, incident);
        return await work(incident);
    }

    private static IncidentReplayer Mapped(IncidentReplayer replayer, Lab lab) => lab.Mapping is { } delay
        ? replayer.WithStub(stub => stub.Given(Request.Create().UsingGet()).RespondWith(Response.Create().WithBody("item").WithDelay(delay)))
        : replayer;

    private static string Describe(LimitEvidence? evidence) => evidence is null
        ? "no evidence"
        : string.Join('\n', [$"{evidence.Load}", $"{evidence.Service}", $"{evidence.Replayer}", .. evidence.Load.Dependencies.Select(dependency => $"{dependency}")]);

    private static IServiceHost HostOf(Lab lab) => lab.Place == Place.InProcess
        ? new InProcessHost<Service.Entry> { ConfigureWebHost = builder => builder.UseContentRoot(AppContext.BaseDirectory) }
        : new ProcessHost("dotnet", typeof(Service.Entry).Assembly.Location) { Ready = "/health", WorkingDirectory = AppContext.BaseDirectory, Environment = lab.Environment };
}
