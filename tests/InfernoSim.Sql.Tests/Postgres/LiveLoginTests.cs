using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Recording;
using InfernoSim.Sql.Tests.Postgres.Shops;
using Npgsql;

namespace InfernoSim.Sql.Tests.Postgres;

/// <summary>Logins by SCRAM through the relay, with a real server that offers to bind them to TLS. Skipped where there is none.</summary>
[Trait("Needs", "PostgreSQL")]
public class LiveLoginTests
{
    [PostgresFact]
    public async Task A_login_passes_the_relay_or_says_what_to_do_and_its_secrets_are_not_recorded()
    {
        using var folder = new TestFolder();
        await using TemporaryPostgres server = await TemporaryPostgres.StartSecureAsync();
        await using IncidentLogWriter log = IncidentLogWriter.Open(folder.File("sql.log"));
        var address = new ServerAddress("127.0.0.1", server.Port);
        var byTls = address with { Tls = TlsMode.Require };

        Assert.Equal(1, await LogInAsync(address, log, "SSL Mode=Disable"));
        Assert.Equal(1, await LogInAsync(address, log, "SSL Mode=Require"));
        Assert.Equal(1, await LogInAsync(byTls, log, "SSL Mode=Require;Channel Binding=Disable"));
        foreach (string binding in (string[])["SSL Mode=Disable", "SSL Mode=Require"])
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => LogInAsync(byTls, log, binding));
            Assert.Contains("SSL Mode=Require;Channel Binding=Disable", error.MessageText, StringComparison.Ordinal);
        }

        string own = folder.File("own.pem");
        await File.WriteAllTextAsync(own, await File.ReadAllTextAsync(server.Certificate) + await File.ReadAllTextAsync(server.Key));
        Assert.Equal(1, await LogInAsync(byTls, log, "SSL Mode=Require;Channel Binding=Require", own));

        await log.DisposeAsync();
        string recorded = await File.ReadAllTextAsync(folder.File("sql.log"));
        Assert.Contains("SELECT 1", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain(TemporaryPostgres.Password, recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("SCRAM", recorded, StringComparison.Ordinal);
    }

    private static async Task<int> LogInAsync(ServerAddress server, IncidentLogWriter log, string options, string? certificate = null)
    {
        await using var relay = PostgresRelay.Start(
            [StubbedShop.BoundSocket()], server, new SqlRecorder(() => log, null), new OpenExchanges(), TimeProvider.System, certificate is null ? null : ServerCertificate.Load(certificate));
        string connection = $"Host=127.0.0.1;Port={relay.EndPoints[0].Port};Username=postgres;Password={TemporaryPostgres.Password};Database=postgres;Pooling=false;{options}";
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        return (int)(await source.CreateCommand("SELECT 1").ExecuteScalarAsync())!;
    }
}
