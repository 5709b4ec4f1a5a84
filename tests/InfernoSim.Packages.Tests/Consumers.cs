using System.Diagnostics.CodeAnalysis;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Results;

namespace InfernoSim.Packages.Tests;

/// <summary>A solution with a service and a test project of each framework, made from the packed packages and tested twice.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by xUnit.")]
public sealed class Consumers : IAsyncLifetime
{
    internal static readonly string[] Frameworks = ["Xunit", "XunitV3", "NUnit", "MSTest", "TUnit"];

    private readonly PackedPackages _packages = new();

    /// <summary>The results of the first <c>dotnet test</c>, by framework.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<TestResult>> First { get; private set; } = null!;

    /// <summary>The results of the healthy test when it is run again with <c>INFERNOSIM_ACCEPT=1</c>, by framework.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<TestResult>> Accepted { get; private set; } = null!;

    private ConsumerFolder Folder => new(_packages, "shop");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        // Made for a class whose tests are skipped as well.
        if (LongTests.WhyNot is not null)
        {
            return;
        }

        await _packages.InitializeAsync();
        await Folder.CreateAsync(Frameworks.Select(framework => $"Shop.{framework}Tests"));
        First = await TestAsync("first", isBuilt: false, [], []);
        Accepted = await TestAsync("accepted", isBuilt: true, ["--filter", "FullyQualifiedName~Survives"], ["--treenode-filter", "/*/*/*/Survives*"], ("INFERNOSIM_ACCEPT", "1"));
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => _packages.DisposeAsync();

    // TUnit has no adapter for VSTest, which tests the solution: its project is a program.
    private async Task<Dictionary<string, IReadOnlyList<TestResult>>> TestAsync(string name, bool isBuilt, string[] options, string[] tunitOptions, params (string, string?)[] environment)
    {
        string results = Folder.File(name);
        string[] build = isBuilt ? ["--no-build"] : [];
        Task<ProcessResult> solution = Folder.DotnetAsync(["test", "Shop.slnx", .. build, "--logger", "trx", "--results-directory", results, .. options], environment);
        if (!isBuilt)
        {
            // Both build the service.
            await solution;
        }

        ProcessResult tunit = await Folder.DotnetAsync(["run", .. build, "--project", "Shop.TUnitTests", "--", "--report-trx", "--results-directory", results, .. tunitOptions], environment);
        ProcessResult run = await solution;
        TestRun[] runs = Directory.Exists(results) ? [.. Directory.EnumerateFiles(results, "*.trx").Select(TestRun.Read)] : [];
        Assert.True(runs.Length == Frameworks.Length, run.Out + run.Error + tunit.Out + tunit.Error);
        return Frameworks.ToDictionary(framework => framework, framework => runs.Single(run => run.Project == $"Shop.{framework}Tests").Results);
    }
}
