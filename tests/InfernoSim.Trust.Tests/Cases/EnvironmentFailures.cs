using InfernoSim.Incidents;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Replays that cannot say anything of the service.</summary>
internal static class EnvironmentFailures
{
    public static IEnumerable<TrustCase> All =>
    [
        new("a service that does not run", () => new Mutation(), ReplayOutcome.FailTargetUnreachable)
        {
            Replay = (shop, down) => ReplayedService.ReplayAgainstNothingAsync(shop.Incident, shop.Dependencies, down.Options),
        },
        new("an incident without requests", () => new Mutation(), ReplayOutcome.FailNoCoverage)
        {
            Replay = ReplayNothingAsync,
        },
        new("an incident of writes only, in safe mode", () => new Mutation(), ReplayOutcome.FailNoCoverage)
        {
            Replay = (shop, safe) => ReplayedService.ReplayAsync(
                new Incident { Folder = shop.Incident.Folder, Exchanges = [shop.Incident.Exchanges[Traffic.Cart]], UnattributedCalls = [] },
                shop.Dependencies,
                safe.Plant(),
                safe.Options with { AllowWrites = false }),
        },
    ];

    private static async Task<ReplaySummary> ReplayNothingAsync(RecordedShop shop, TrustCase empty)
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", "");
        return await ReplayedService.ReplayAsync(IncidentReader.Read(folder.Path), shop.Dependencies, empty.Plant(), empty.Options);
    }
}
