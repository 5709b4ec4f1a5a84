using System.Diagnostics;
using System.Globalization;
using System.Net;
using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.Testing;
using InfernoSim.TestKit.Sockets;
using InfernoSim.Verdicts;

namespace InfernoSim.Sql.Tests.Postgres.Drivers;

/// <summary>
/// Drivers that are not .NET's, which ask in other ways: libpq in both protocols of a query, cursors of the server's, values in text. Recorded with a real
/// server, which is stopped before the replay.
/// </summary>
[Trait("Needs", "PostgreSQL")]
public class LiveDriverTests
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Postgres", "Drivers", "shop.py");

    [PythonFact("psycopg")]
    public Task What_psycopg_3_asks_replays_with_the_server_stopped() => RecordAndReplayAsync("psycopg");

    [PythonFact("psycopg2")]
    public Task What_psycopg2_asks_replays_with_the_server_stopped() => RecordAndReplayAsync("psycopg2");

    private static async Task RecordAndReplayAsync(string driver)
    {
        using var folder = new TestFolder();
        string incident = folder.File("incident");
        await RecordedShop.RecordAsync(incident, port => StartAsync(driver, port), DriveAsync);
        var host = new ProcessHost(PythonFactAttribute.Interpreter, Script, driver, "{port}") { Ready = "/health", Environment = [new("DATABASE_URL", "postgres://postgres:x@{postgres}/shop")] };

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

    private static async Task<(string Authority, IAsyncDisposable Shop)> StartAsync(string driver, int database)
    {
        int port = RawServer.UnusedPort();
        var start = new ProcessStartInfo(PythonFactAttribute.Interpreter, [Script, driver, port.ToString(CultureInfo.InvariantCulture)]);
        start.Environment["DATABASE_URL"] = string.Create(CultureInfo.InvariantCulture, $"postgres://postgres:x@127.0.0.1:{database}/shop");
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
