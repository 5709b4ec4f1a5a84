using System.Net;
using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace InfernoSim.Sql.Tests.Postgres;

/// <summary>Connections that a real server ends while it is recorded: what its service did then, it does in a replay, with no server that could end any.</summary>
[Trait("Needs", "PostgreSQL")]
public class LiveKillTests
{
    private const string Count = "SELECT count(*) FROM orders";

    [PostgresFact]
    public async Task A_backend_that_was_killed_is_killed_again_with_the_server_stopped()
    {
        using var folder = new TestFolder();
        string incident = folder.File("incident");
        var answers = new List<string>();
        await Shop(rescues: true).RecordAsync(incident, DriveAsync);

        foreach (int fanout in (int[])[1, 5])
        {
            IncidentReplay same = await ReplayAsync(folder, incident, fanout, rescues: true);
            Assert.True(same.Summary.Outcome == ReplayOutcome.PassStrong, same.Summary.ToText());
        }

        IncidentReplay changed = await ReplayAsync(folder, incident, 1, rescues: false);
        Assert.Equal(ReplayOutcome.FailDiverged, changed.Summary.Outcome);
        Assert.Contains("response status differs: expected 200, got 500", changed.Summary.ToText(), StringComparison.Ordinal);

        async Task DriveAsync(HttpClient client)
        {
            foreach (string path in (string[])["/count", "/own", "/other", "/count"])
            {
                using HttpResponseMessage response = await client.GetAsync(path);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                answers.Add(await response.Content.ReadAsStringAsync());
            }

            Assert.Equal(["0", "57P01, then 0", "57P01, then 0", "0"], answers);
        }
    }

    private static async Task<IncidentReplay> ReplayAsync(TestFolder folder, string incident, int fanout, bool rescues) =>
        await IncidentReplayer.For(Shop(rescues), incident)
            .With(s => (s.Runs, s.Fanout, s.State, s.MaxIdleTime, s.MaxWallTime, s.Baseline) = (2, fanout, ReplayState.FreshPerWorker, "2m", "0s", folder.File($"usual-{fanout}-{rescues}.json")))
            .RunAsync();

    private static MappedShop Shop(bool rescues) => new(app =>
    {
        app.MapGet("/count", (NpgsqlDataSource db) => CountAsync(db));
        app.MapGet("/own", (NpgsqlDataSource db) => RescueAsync(db, rescues, async () =>
        {
            await using NpgsqlCommand kill = db.CreateCommand("SELECT pg_terminate_backend(pg_backend_pid())");
            await kill.ExecuteScalarAsync();
        }));
        app.MapGet("/other", (NpgsqlDataSource db) => RescueAsync(db, rescues, async () =>
        {
            await using NpgsqlConnection victim = await db.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await victim.BeginTransactionAsync();
            await using var insert = new NpgsqlCommand("""INSERT INTO orders ("Reference", "Quantity", "At") VALUES ('lost', 1, now())""", victim);
            await insert.ExecuteNonQueryAsync();
            await using (NpgsqlCommand kill = db.CreateCommand("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE '%lost%'; SELECT 1"))
            {
                await kill.ExecuteNonQueryAsync();
            }

            await using var after = new NpgsqlCommand("""SELECT "Quantity" FROM orders""", victim);
            await after.ExecuteScalarAsync();
        }));
    });

    private static async Task<long> CountAsync(NpgsqlDataSource db)
    {
        await using NpgsqlCommand count = db.CreateCommand(Count);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    // What is lost with a connection is lost, and another connection is as good.
    private static async Task<string> RescueAsync(NpgsqlDataSource db, bool rescues, Func<Task> work)
    {
        try
        {
            await work();
            return "not killed";
        }
        catch (NpgsqlException e) when (rescues)
        {
            return $"{(e as PostgresException)?.SqlState ?? e.Message}, then {await CountAsync(db)}";
        }
    }
}
