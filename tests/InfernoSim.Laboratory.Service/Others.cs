using System.Threading.RateLimiting;
using Microsoft.Data.Sqlite;

namespace InfernoSim.Laboratory.Service;

/// <summary>Connections that are not used again, a database with one writer, and work that is left for later or waited for long.</summary>
internal static class Others
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);
    private static readonly string File = Path.Combine(Path.GetTempPath(), $"infernosim-laboratory-{Environment.ProcessId}.db");
    private static readonly Lazy<string> Database = new(Create);
    private static readonly SemaphoreSlim Writers = new(1);

    // 50 at a time, a second each.
    private static readonly SemaphoreSlim Pollers = new(50);

    // 20 a second for each of four tenants.
    private static readonly PartitionedRateLimiter<string> Tenants = PartitionedRateLimiter.Create<string, string>(tenant => RateLimitPartition.GetTokenBucketLimiter(
        tenant,
        _ => new TokenBucketRateLimiterOptions { TokenLimit = 2, TokensPerPeriod = 2, ReplenishmentPeriod = TimeSpan.FromMilliseconds(100), QueueLimit = int.MaxValue }));

    private static int _next;

    public static void Map(WebApplication app)
    {
        app.Lifetime.ApplicationStopped.Register(Delete);
        foreach (string client in new[] { Clients.Forgetful, Clients.TwoConnections })
        {
            app.MapGet($"/connections-{client}", async (IHttpClientFactory clients) =>
            {
                await Clients.GetAsync(clients, client, Paths.Slow);
                return Paths.Answer;
            });
        }

        app.MapGet("/sqlite", () =>
        {
            Write();
            return Paths.Answer;
        });
        app.MapGet("/sqlite-one-writer", () => Paths.ThroughAsync(Writers, () =>
        {
            Write();
            return Task.CompletedTask;
        }));
        app.MapGet("/long-poll", async () =>
        {
            await Task.Delay(Long);
            return Paths.Answer;
        });
        app.MapGet("/client-for-each-call", async () =>
        {
            using var client = new HttpClient(Clients.Slow(new SocketsHttpHandler()));
            using HttpResponseMessage response = await client.GetAsync(new Uri($"http://{Paths.Slow}/item"));
            response.EnsureSuccessStatusCode();
            return Paths.Answer;
        });
        app.MapGet("/connections-closed", async (IHttpClientFactory clients) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Paths.Slow}/item");
            request.Headers.ConnectionClose = true;
            using HttpResponseMessage response = await clients.CreateClient(Clients.Eight).SendAsync(request);
            response.EnsureSuccessStatusCode();
            return Paths.Answer;
        });
        app.MapGet("/long-poll-few", () => Paths.ThroughAsync(Pollers, () => Task.Delay(Long)));
        app.MapGet("/computing-left-for-later", () =>
        {
            _ = Task.Run(() => Paths.Spin(TimeSpan.FromMilliseconds(5)));
            return Paths.Answer;
        });
        app.MapGet("/left-for-later", () =>
        {
            _ = Task.Run(() => Thread.Sleep(200));
            return Paths.Answer;
        });
        app.MapGet("/tenants", async () =>
        {
            using RateLimitLease lease = await Tenants.AcquireAsync($"{Interlocked.Increment(ref _next) % 4}");
            return Paths.Answer;
        });
    }

    // A transaction that is held for 10 ms: 100 a second, and whoever finds it taken sleeps for as long as the provider does.
    private static void Write()
    {
        using var connection = new SqliteConnection(Database.Value);
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "UPDATE stock SET count = count - 1";
        command.ExecuteNonQuery();
        Thread.Sleep(10);
        transaction.Commit();
    }

    private static void Delete()
    {
        SqliteConnection.ClearAllPools();
        foreach (string left in new[] { File, File + "-wal", File + "-shm" })
        {
            System.IO.File.Delete(left);
        }
    }

    private static string Create()
    {
        Delete();
        string connectionString = new SqliteConnectionStringBuilder { DataSource = File }.ToString();
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE stock (count INTEGER); INSERT INTO stock VALUES (1000000)";
        command.ExecuteNonQuery();
        return connectionString;
    }
}
