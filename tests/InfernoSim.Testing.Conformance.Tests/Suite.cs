using System.Diagnostics;
using System.Runtime.CompilerServices;
using InfernoSim.Testing.Tests;

namespace InfernoSim.Testing.Conformance.Tests;

/// <summary>The suite of one framework: its incidents, and runs of it as a user would start them.</summary>
/// <typeparam name="TFramework">The framework.</typeparam>
public sealed class Suite<TFramework> : IAsyncLifetime
    where TFramework : IFramework
{
    // What a build server is known by; this may be one.
    private static readonly string[] BuildServers =
        ["CI", "JENKINS_URL", "GITHUB_ACTION", "TEAMCITY_VERSION", "GITLAB_CI", "GO_SERVER_URL", "TRAVIS_BUILD_ID", "APPVEYOR", "BITBUCKET_BUILD_NUMBER", "TF_BUILD"];

    private static readonly string Project = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, $"../InfernoSim.Testing.Conformance.{TFramework.Name}"));

    private readonly string _results = Directory.CreateTempSubdirectory("infernosim-conformance-").FullName;
    private int _runs;

    /// <summary>The folder of the suite's source files, where its incidents and snapshots are.</summary>
    internal static string Folder => Path.Combine(Project, "obj", "suite");

    /// <summary>The suite's assembly, built as this one is.</summary>
    internal static string Assembly
    {
        get
        {
            string output = Path.Combine("bin", Path.GetRelativePath(Path.Combine(Path.GetDirectoryName(Here())!, "bin"), AppContext.BaseDirectory));
            return Path.Combine(Project, output, $"InfernoSim.Testing.Conformance.{TFramework.Name}.dll");
        }
    }

    /// <summary>What the first run of all gave, on a developer's machine and with no snapshot accepted.</summary>
    public IReadOnlyDictionary<string, TestResult> First { get; private set; } = new Dictionary<string, TestResult>();

    public async Task InitializeAsync()
    {
        foreach (string snapshot in Directory.EnumerateFiles(Folder, "*.txt"))
        {
            File.Delete(snapshot);
        }

        if (Directory.Exists(Path.Combine(Folder, "incidents")))
        {
            Directory.Delete(Path.Combine(Folder, "incidents"), recursive: true);
        }

        foreach (string name in (string[])["healthy", "wild-a", "wild-b", "kept", "kept-a", "kept-b", "load-a", "load-b"])
        {
            await WriteAsync(name, Checkout(1));
        }

        foreach (string name in (string[])["diverged", "wild-c"])
        {
            await WriteAsync(name, Checkout(1, recordedPrice: "9.99"));
        }

        await WriteAsync("greeting", new HandmadeIncident().Exchange("/greeting", 200, "text/plain; charset=utf-8", "greeted by the test's own object"));
        Directory.CreateDirectory(Path.Combine(Folder, "incidents", "broken"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "incidents", "broken", "inbound.log"), "no event\nno event\n");
        First = await RunAsync("FullyQualifiedName!~Suite.Many");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_results, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Writes an incident.</summary>
    internal static async Task WriteAsync(string name, HandmadeIncident incident)
    {
        string folder = Path.Combine(Folder, "incidents", name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await incident.WriteAsync(folder);
    }

    /// <summary>Orders, with the price that the service was recorded to answer.</summary>
    internal static HandmadeIncident Checkout(int orders, string recordedPrice = "1.50")
    {
        var incident = new HandmadeIncident();
        for (int order = 1; order <= orders; order++)
        {
            incident.Exchange(
                $"/checkout/{order}", 200, "application/json; charset=utf-8", $$"""{"order":{{order}},"price":"{{recordedPrice}}","paid":"paid {{order}}"}""",
                HandmadeIncident.Get($"http://catalog.test/price/{order}", "1.50"),
                HandmadeIncident.Get($"https://payments.test/pay/{order}?amount=1.50", $"paid {order}"));
        }

        return incident;
    }

    /// <summary>Runs the tests that a filter selects, as <c>dotnet test</c> does.</summary>
    public async Task<IReadOnlyDictionary<string, TestResult>> RunAsync(string filter, params (string Name, string Value)[] environment)
    {
        string results = Path.Combine(_results, $"{++_runs}");
        var start = new ProcessStartInfo("dotnet", ["test", Assembly, "--filter", filter, "--logger", "trx;LogFileName=results.trx", "--results-directory", results])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in BuildServers)
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[("INFERNOSIM_ACCEPT", ""), ("DiffEngine_Disabled", "true"), ("INFERNOSIM_RESULTS", results), ("INFERNOSIM_STATE", _results), .. environment])
        {
            start.Environment[name] = value;
        }

        using Process run = Process.Start(start)!;
        Task<string> output = run.StandardOutput.ReadToEndAsync();
        Task<string> errors = run.StandardError.ReadToEndAsync();
        await run.WaitForExitAsync();
        string trx = Path.Combine(results, "results.trx");
        Assert.True(File.Exists(trx), await output + await errors);
        return Trx.Read(trx);
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
