using System.Diagnostics;
using System.Globalization;
using InfernoSim.Sql.Tests.Postgres.Connections;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Sql.Tests.Postgres.Shops;

/// <summary>A PostgreSQL server of a test's own, in a folder that is gone when it ends.</summary>
internal sealed class TemporaryPostgres : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    private TemporaryPostgres(int port) => Port = port;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Why there is to be none, or can be none on this machine; <see langword="null"/> when there can.</summary>
    public static string? WhyNot { get; } = LeftOutSets.WhyNot("PostgreSQL")
        ?? (Programs is null ? "There is no PostgreSQL server on this machine (initdb in /usr/lib/postgresql/*/bin)." : null);

    private static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private string Data => _folder.File("data");

    /// <summary>The password of <c>postgres</c>, where the server asks for one.</summary>
    public const string Password = "not-to-be-recorded";

    /// <summary>The server's certificate, where it speaks TLS.</summary>
    public string Certificate => _folder.File("server.pem");

    /// <summary>The key of <see cref="Certificate"/>.</summary>
    public string Key => _folder.File("server.key");

    /// <summary>Starts a server with an empty database <c>shop</c>, which takes any login.</summary>
    public static async Task<TemporaryPostgres> StartAsync()
    {
        TemporaryPostgres server = await PrepareAsync();
        await RunProgramAsync($"initdb -A trust -U postgres -E UTF8 --no-sync -D '{server.Data}'");
        await server.ListenAsync("");
        await RunProgramAsync(string.Create(CultureInfo.InvariantCulture, $"createdb -h 127.0.0.1 -p {server.Port} -U postgres shop"));
        return server;
    }

    /// <summary>Starts a server that speaks TLS, and asks for a password by SCRAM.</summary>
    public static async Task<TemporaryPostgres> StartSecureAsync()
    {
        TemporaryPostgres server = await PrepareAsync();
        PemFile.Write(server.Certificate, server.Key);
        await File.WriteAllTextAsync(server._folder.File("password"), Password);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", server.Key, server._folder.File("password"));
        }

        await RunAsync("chmod", "600", server.Key);
        await RunProgramAsync($"initdb -A scram-sha-256 --pwfile='{server._folder.File("password")}' -U postgres -E UTF8 --no-sync -D '{server.Data}'");
        await server.ListenAsync($"-c ssl=on -c ssl_cert_file={server.Certificate} -c ssl_key_file={server.Key}");
        return server;
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await RunProgramAsync($"pg_ctl -D '{Data}' -m immediate -w stop");
        _folder.Dispose();
    }

    private static async Task<TemporaryPostgres> PrepareAsync()
    {
        var server = new TemporaryPostgres(RawServer.UnusedPort());
        if (Environment.UserName == "root")
        {
            // The server refuses to run as root.
            await RunAsync("chown", "postgres", server._folder.Path);
        }

        return server;
    }

    private Task ListenAsync(string options) => RunProgramAsync(
        string.Create(CultureInfo.InvariantCulture, $"pg_ctl -D '{Data}' -o '-p {Port} -k {_folder.Path} -F {options}' -l '{_folder.File("log")}' -w start"));

    private static Task RunProgramAsync(string command) => Environment.UserName == "root"
        ? RunAsync("su", "postgres", "-c", $"cd / && '{Programs}'/{command}")
        : RunAsync("sh", "-c", $"'{Programs}'/{command}");

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Its output goes nowhere: a server that was started would keep a pipe open.
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments]))!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}

/// <summary>A test with a PostgreSQL server, skipped, and shown as skipped, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = TemporaryPostgres.WhyNot;
}
