using System.Diagnostics;
using System.Globalization;
using System.Net;
using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.Testing;
using InfernoSim.TestKit.Sockets;
using InfernoSim.Verdicts;

namespace InfernoSim.Sql.Tests.Postgres.Drivers;

/// <summary>
/// Drivers that are not .NET's, which ask in other ways: both protocols of a query, several statements in one, cursors, portals in parts, names of their own for what they prepare, values in text. Recorded with a real
/// server, which is stopped before the replay.
/// </summary>
[Trait("Needs", "PostgreSQL")]
public class LiveDriverTests
{
    private const string DatabaseUrl = "DATABASE_URL";

    [DriverFact("psycopg")]
    public Task What_psycopg_3_asks_replays_with_the_server_stopped() => RecordAndReplayAsync("psycopg");

    [DriverFact("psycopg2")]
    public Task What_psycopg2_asks_replays_with_the_server_stopped() => RecordAndReplayAsync("psycopg2");

    [DriverFact("pg")]
    public Task What_pg_of_node_asks_replays_with_the_server_stopped() => RecordAndReplayAsync("pg");

    [DriverFact("pgjdbc")]
    public Task What_pgjdbc_asks_replays_with_the_server_stopped() => RecordAndReplayAsync("pgjdbc");

    [DriverFact("pgx")]
    public Task What_pgx_of_Go_asks_replays_with_the_server_stopped() => RecordAndReplayAsync("pgx");

    [DriverFact("lib/pq")]
    public Task What_pq_of_Go_asks_replays_with_the_server_stopped() => RecordAndReplayAsync("lib/pq");

    private static async Task RecordAndReplayAsync(string driver)
    {
        using var folder = new TestFolder();
        DriverShop shop = DriverShop.Of(driver);
        string[] command = await shop.BuildAsync(folder.Path);
        string incident = folder.File("incident");
        await RecordedShop.RecordAsync(incident, port => StartAsync(command, shop.Environment, port), DriveAsync);
        var host = new ProcessHost(command[0], [.. command[1..], "{port}"]) { Ready = "/health", Environment = [.. shop.Environment, new(DatabaseUrl, "postgres://postgres:x@{postgres}/shop")] };

        foreach (int fanout in (int[])[1, 20])
        {
            IncidentReplay replay = await IncidentReplayer.For(host, incident)
                .With(s => (s.Runs, s.Fanout, s.MaxIdleTime, s.MaxWallTime, s.Baseline) = (2, fanout, "2m", "0s", folder.File($"usual-{fanout}.json")))
                .RunAsync();

            Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText() + replay.ServiceOutput);
        }
    }

    private static async Task DriveAsync(HttpClient client)
    {
        foreach (string order in (string[])["reference=r1&quantity=3", "reference=r2&quantity=3", "reference=r1&quantity=4"])
        {
            await client.PostAsync($"/orders?{order}", null);
        }

        foreach ((string path, HttpStatusCode status) in (IEnumerable<(string, HttpStatusCode)>)[
            ("/orders", HttpStatusCode.OK), ("/orders/r1", HttpStatusCode.OK), ("/orders/r9", HttpStatusCode.NotFound), ("/kinds", HttpStatusCode.OK), ("/cursor", HttpStatusCode.OK),
            ("/error", HttpStatusCode.OK), ("/many", HttpStatusCode.OK), ("/large", HttpStatusCode.OK)])
        {
            using HttpResponseMessage response = await client.GetAsync(path);
            Assert.Equal(status, response.StatusCode);
        }
    }

    private static async Task<(string Authority, IAsyncDisposable Shop)> StartAsync(string[] command, IEnumerable<KeyValuePair<string, string>> environment, int database)
    {
        int port = RawServer.UnusedPort();
        var start = new ProcessStartInfo(command[0], [.. command[1..], port.ToString(CultureInfo.InvariantCulture)]);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[DatabaseUrl] = string.Create(CultureInfo.InvariantCulture, $"postgres://postgres:x@127.0.0.1:{database}/shop");
        var shop = new RunningShop(Process.Start(start)!);
        await Patience.UntilAsync(() => LoopbackPort.Listens(port));
        return (string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), shop);
    }

    private sealed class RunningShop(Process process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
