using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Results;

namespace InfernoSim.Testing.Conformance.Tests;

/// <summary>The suite of one framework: its incidents, and runs of it as a user would start them.</summary>
/// <typeparam name="TFramework">The framework.</typeparam>
public sealed class Suite<TFramework> : IAsyncLifetime, IDisposable
    where TFramework : IFramework
{
    // What a build server is known by; this may be one.
    private static readonly string[] BuildServers =
        ["CI", "JENKINS_URL", "GITHUB_ACTION", "TEAMCITY_VERSION", "GITLAB_CI", "GO_SERVER_URL", "TRAVIS_BUILD_ID", "APPVEYOR", "BITBUCKET_BUILD_NUMBER", "TF_BUILD"];

    private static readonly string Project = Repository.File($"tests/InfernoSim.Testing.Conformance.{TFramework.Name}");

    private readonly TestFolder _results = new();
    private int _runs;

    /// <summary>The folder of the suite's source files, where its incidents and snapshots are.</summary>
    internal static string Folder => Path.Combine(Project, "obj", "suite");

    /// <summary>The suite's assembly.</summary>
    internal static string Assembly => Built($"InfernoSim.Testing.Conformance.{TFramework.Name}");

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
        First = await RunAsync(new Selection { Class = "Many*", IsExcluded = true });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _results.Dispose();

    /// <summary>The assembly of another test project, built as this one is.</summary>
    internal static string Built(string project)
    {
        string output = Path.GetRelativePath(Repository.File("tests/InfernoSim.Testing.Conformance.Tests"), AppContext.BaseDirectory);
        return Path.Combine(Repository.File($"tests/{project}"), output, $"{project}.dll");
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

    /// <summary>Runs the tests that are selected, as a user does.</summary>
    public async Task<IReadOnlyDictionary<string, TestResult>> RunAsync(Selection selection, params (string Name, string Value)[] environment)
    {
        string results = _results.File($"{++_runs}");
        ProcessResult run = await ChildProcess.RunAsync(ChildProcess.Of(
            ["dotnet", .. TFramework.Arguments(Assembly, selection), "--results-directory", results],
            [
                .. BuildServers.Select(name => (name, (string?)null)),
                ("INFERNOSIM_ACCEPT", ""),
                ("DiffEngine_Disabled", "true"),
                ("INFERNOSIM_RESULTS", results),
                ("INFERNOSIM_STATE", _results.Path),
                .. environment,
            ]));
        string trx = Path.Combine(results, "results.trx");
        Assert.True(File.Exists(trx), run.Out + run.Error);
        return TestRun.Read(trx).Results.ToDictionary(result => result.ShortName, result => result with { Message = TFramework.MessageOf(result) });
    }
}
