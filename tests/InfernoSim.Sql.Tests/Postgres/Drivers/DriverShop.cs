using System.ComponentModel;
using System.Diagnostics;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Sql.Tests.Postgres.Drivers;

/// <summary>The shop in the language of a driver: a program that takes a port, and the connection string in <c>DATABASE_URL</c>.</summary>
internal sealed class DriverShop
{
    // What the packages of Debian bring, before anything else.
    private const string GoPath = "/usr/share/gocode";
    private const string Jar = "/usr/share/java/postgresql.jar";

    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    // Where modules are that are installed for everybody.
    private static readonly (string, string?)[] NodeModules = [("NODE_PATH", "/usr/lib/node_modules:/usr/local/lib/node_modules:/usr/share/nodejs")];
    private static readonly (string, string?)[] GoPackages = [("GO111MODULE", "off"), ("GOPATH", GoPath)];

    private readonly string[] _command;
    private readonly string[]? _build;
    private readonly (string Name, string? Value)[] _environment;

    private DriverShop(string[] command, string[] check, string remedy, (string Name, string? Value)[]? environment = null, string[]? build = null)
    {
        _command = command;
        _build = build;
        _environment = environment ?? [];
        WhyNot = Succeeds(ChildProcess.Of(check, _environment)) ? null : $"'{string.Join(' ', check)}' fails: {remedy} is not installed.";
    }

    /// <summary>Why there can be none on this machine; <see langword="null"/> when there can.</summary>
    public string? WhyNot { get; }

    /// <summary>The variables that it needs.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment => _environment.Select(variable => KeyValuePair.Create(variable.Name, variable.Value!));

    /// <summary>The shop for a driver.</summary>
    /// <param name="driver">The driver.</param>
    public static DriverShop Of(string driver) => driver switch
    {
        "psycopg" or "psycopg2" => new([Python, Source("shop.py"), driver], [Python, "-c", $"import {driver}"], $"python3-{driver} of Debian"),
        "pg" => new(["node", Source("shop.js"), driver], ["node", "-e", "require('pg')"], "pg of npm", NodeModules),
        "pgjdbc" => new(["java", "-cp", Jar, Source("Shop.java"), driver], ["javap", "-cp", Jar, "org.postgresql.Driver"], "a JDK, or libpostgresql-jdbc-java of Debian,"),
        "pgx" => OfGo(driver, "github.com/jackc/pgx/v4"),
        "lib/pq" => OfGo("postgres", "github.com/lib/pq"),
        _ => throw new ArgumentOutOfRangeException(nameof(driver), driver, "There is no shop for this driver."),
    };

    /// <summary>Builds it where it is to be built.</summary>
    /// <param name="folder">A folder for what comes of it.</param>
    /// <returns>What starts it, but for the port.</returns>
    public async Task<string[]> BuildAsync(string folder)
    {
        if (_build is null)
        {
            return _command;
        }

        string program = Path.Combine(folder, "shop");
        ProcessResult built = await ChildProcess.RunAsync(ChildProcess.Of([.. _build, "-o", program, Source("shop.go")], _environment));
        Assert.True(built.ExitCode == 0, built.Error);
        return [program, .. _command];
    }

    private static DriverShop OfGo(string driver, string package) => new([driver], ["go", "list", package], $"the package {package} of Debian", GoPackages, ["go", "build"]);

    private static string Source(string file) => Path.Combine(AppContext.BaseDirectory, "Postgres", "Drivers", file);

    private static bool Succeeds(ProcessStartInfo start)
    {
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
