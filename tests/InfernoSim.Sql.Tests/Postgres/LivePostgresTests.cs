using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.Verdicts;

namespace InfernoSim.Sql.Tests.Postgres;

/// <summary>With a real server, which is stopped before the replay. Skipped where there is none.</summary>
[Trait("Needs", "PostgreSQL")]
public class LivePostgresTests
{
    [PostgresFact]
    public async Task What_was_recorded_with_a_server_replays_with_the_server_stopped()
    {
        using var folder = new TestFolder();
        string incident = folder.File("incident");
        await RecordedShop.RecordAsync(incident);

        ReplaySummary summary = await StubbedShop.ReplayAsync(incident: incident, fanout: 4);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Accept(incident);
    }

    // The incident that the tests without a server replay is the one that this test has recorded last.
    private static void Accept(string incident)
    {
        if (Environment.GetEnvironmentVariable("INFERNOSIM_ACCEPT") != "1")
        {
            return;
        }

        string committed = Path.Combine(Repository.Root, "tests", "InfernoSim.Sql.Tests", "Postgres", "Shops", "incident");
        Directory.CreateDirectory(committed);
        foreach (string file in Directory.GetFiles(incident).Where(file => Path.GetExtension(file) != ".lock"))
        {
            File.Copy(file, Path.Combine(committed, Path.GetFileName(file)), overwrite: true);
        }
    }
}
