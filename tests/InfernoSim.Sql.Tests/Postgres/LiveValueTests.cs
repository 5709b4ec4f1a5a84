using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace InfernoSim.Sql.Tests.Postgres;

/// <summary>Values that a real server gave, and that come back exactly with the server stopped: those that are rare, and those that are large.</summary>
[Trait("Needs", "PostgreSQL")]
public class LiveValueTests
{
    private const int Rows = 100_000;

    // Each as the server writes it itself, beside what the driver makes of its binary form.
    private static readonly string[] Values =
    [
        "NULL::int", "12.50::numeric(10,4)", "'NaN'::numeric", "1e-20::numeric", "123456789012345678901234567890.5::numeric", "'2026-11-29 01:02:03.123456+05:30'::timestamptz", "'infinity'::timestamptz",
        "'0001-01-01'::date", "'24:00'::time", "'1 year 2 mons -3 days 04:05:06.789'::interval", "'11111111-2222-3333-4444-555555555555'::uuid", """'{"b": [1, 2.50, null], "a": "ü"}'::jsonb""",
        """'{"b" :1,"b":2}'::json""", "'{}'::int[]", "'{{1,2},{3,NULL}}'::int[]", "'[0:1]={7,8}'::int[]", """'{a,NULL,"NULL","","x,y"}'::text[]""", "'{12.50,NaN}'::numeric[]", @"'\x00ff'::bytea", "''::bytea",
        "'-0'::float8", "'1e-310'::float8", "'101'::varbit", "'192.168.0.1/24'::inet", "'[2026-11-29,2026-12-01)'::daterange", "''::text", "E'tab\\t\\u20ac'::text", "(-9223372036854775808)::bigint", "true",
    ];

    [PostgresFact]
    public async Task Values_come_back_exactly_whatever_their_kind_number_and_size()
    {
        using var folder = new TestFolder();
        string incident = folder.File("incident");
        var shop = new MappedShop(Map);
        await shop.RecordAsync(incident, DriveAsync);

        IncidentReplay replay = await IncidentReplayer.For(shop, incident)
            .With(s => (s.Runs, s.Fanout, s.MaxIdleTime, s.MaxWallTime, s.Baseline) = (2, 1, "2m", "0s", folder.File("usual.json")))
            .RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/values/{index:int}", async (int index, NpgsqlDataSource db) =>
        {
            await using NpgsqlCommand command = db.CreateCommand($"SELECT v::text, v FROM (SELECT {Values[index]} AS v) x");
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            string text = await reader.IsDBNullAsync(0) ? "null" : reader.GetString(0);
            return $"{text} | {reader.GetDataTypeName(1)} {Convert.ToHexStringLower(SHA256.HashData(await BytesOfAsync(reader, 1)))}";
        });
        app.MapGet("/sets", async (NpgsqlDataSource db) =>
        {
            await using NpgsqlCommand command = db.CreateCommand("SELECT 1 WHERE false; SELECT 2 AS a, NULL AS b; SELECT i FROM generate_series(1, 3) i");
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            var sets = new List<string>();
            do
            {
                int rows = 0;
                while (await reader.ReadAsync())
                {
                    rows++;
                }

                sets.Add($"{reader.FieldCount} columns, {rows} rows");
            }
            while (await reader.NextResultAsync());
            return string.Join("; ", sets);
        });
        app.MapGet("/many", async (NpgsqlDataSource db) =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using NpgsqlCommand command = db.CreateCommand($"SELECT i, i / 7.0, 'row ' || i FROM generate_series(1, {Rows}) i");
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            int rows = 0;
            for (; await reader.ReadAsync(); rows++)
            {
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{reader.GetInt32(0)} {reader.GetDecimal(1)} {reader.GetString(2)}\n")));
            }

            return $"{rows} {Convert.ToHexStringLower(hash.GetHashAndReset())}";
        });
        app.MapGet("/large", async (NpgsqlDataSource db) =>
        {
            await using NpgsqlCommand command = db.CreateCommand("SELECT decode(repeat('00ff', 10000000), 'hex')");
            byte[] value = (byte[])(await command.ExecuteScalarAsync())!;
            return $"{value.Length} {Convert.ToHexStringLower(SHA256.HashData(value))}";
        });
    }

    // The bytes that came over the wire.
    private static async Task<byte[]> BytesOfAsync(NpgsqlDataReader reader, int column)
    {
        if (await reader.IsDBNullAsync(column))
        {
            return [];
        }

        await using Stream stream = await reader.GetStreamAsync(column);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task DriveAsync(HttpClient client)
    {
        foreach (string path in (string[])[.. Values.Select((_, index) => $"/values/{index}")])
        {
            using HttpResponseMessage response = await client.GetAsync(path);
            Assert.True(response.StatusCode == HttpStatusCode.OK, path);
        }

        Assert.Equal("1 columns, 0 rows; 2 columns, 1 rows; 1 columns, 3 rows", await client.GetStringAsync("/sets"));
        Assert.StartsWith($"{Rows} ", await client.GetStringAsync("/many"), StringComparison.Ordinal);
        Assert.StartsWith("20000000 ", await client.GetStringAsync("/large"), StringComparison.Ordinal);
    }
}
