using System.Net;
using Dapper;
using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace InfernoSim.Sql.Tests.Postgres.Drivers;

/// <summary>What Dapper asks of Npgsql. Recorded with a real server, which is stopped before the replay.</summary>
[Trait("Needs", "PostgreSQL")]
public class LiveDapperTests
{
    [PostgresFact]
    public async Task What_Dapper_asks_replays_with_the_server_stopped_also_with_a_service_for_each_of_20_workers()
    {
        using var folder = new TestFolder();
        string incident = folder.File("incident");
        await Shop.RecordAsync(incident, DriveAsync);

        foreach ((int fanout, ReplayState state) in ((int, ReplayState)[])[(1, ReplayState.Shared), (20, ReplayState.FreshPerWorker)])
        {
            IncidentReplay replay = await IncidentReplayer.For(Shop, incident)
                .With(s => (s.Runs, s.Fanout, s.State, s.MaxIdleTime, s.MaxWallTime, s.Baseline) = (2, fanout, state, "2m", "0s", folder.File($"usual-{fanout}.json")))
                .RunAsync();

            Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        }
    }

    private static MappedShop Shop => new(app =>
    {
        app.MapPost("/orders", (string reference, int quantity, NpgsqlDataSource db) => AddAsync(db, reference, quantity));
        app.MapGet("/orders", async (NpgsqlDataSource db) =>
        {
            await using NpgsqlConnection open = await db.OpenConnectionAsync();
            return await open.QueryAsync<OrderRow>("""SELECT "Id", "Reference", "Quantity" FROM orders WHERE "Reference" = ANY(@references) ORDER BY "Id" """, new { references = new[] { "r1", "r2" } });
        });
        app.MapGet("/both", async (NpgsqlDataSource db) =>
        {
            await using NpgsqlConnection open = await db.OpenConnectionAsync();
            await using SqlMapper.GridReader both = await open.QueryMultipleAsync("""SELECT count(*) FROM orders; SELECT d FROM kinds WHERE id = @id""", new { id = 1 });
            return $"{await both.ReadSingleAsync<long>()} {await both.ReadSingleAsync<decimal>()}";
        });
    });

    private static async Task<IResult> AddAsync(NpgsqlDataSource db, string reference, int quantity)
    {
        await using NpgsqlConnection open = await db.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await open.BeginTransactionAsync();
        try
        {
            int id = await open.ExecuteScalarAsync<int>(
                """INSERT INTO orders ("Reference", "Quantity", "At") VALUES (@reference, @quantity, now()) RETURNING "Id" """, new { reference, quantity }, transaction);
            await transaction.CommitAsync();
            return TypedResults.Created($"/orders/{reference}", id);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return TypedResults.Conflict(e.ConstraintName);
        }
    }

    private static async Task DriveAsync(HttpClient client)
    {
        foreach ((string order, HttpStatusCode status) in (IEnumerable<(string, HttpStatusCode)>)[
            ("reference=r1&quantity=3", HttpStatusCode.Created), ("reference=r2&quantity=3", HttpStatusCode.Created), ("reference=r1&quantity=4", HttpStatusCode.Conflict)])
        {
            using HttpResponseMessage response = await client.PostAsync($"/orders?{order}", null);
            Assert.Equal(status, response.StatusCode);
        }

        Assert.Contains("\"reference\":\"r2\"", await client.GetStringAsync("/orders"), StringComparison.Ordinal);
        Assert.Equal("2 12.5000", await client.GetStringAsync("/both"));
    }

    private sealed record OrderRow(int Id, string Reference, int Quantity);
}
