using System.Diagnostics.CodeAnalysis;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Packages.Tests;

/// <summary>An adapter for a test framework that we have none for, written against the packed packages, and a test project that uses it; built once.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by xUnit.")]
public sealed class OwnAdapter : IAsyncLifetime
{
    private const string Project = "Shop.PlainTests";

    private readonly PackedPackages _packages = new();
    private ConsumerFolder _folder = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        // Made for a class whose tests are skipped as well.
        if (LongTests.WhyNot is not null)
        {
            return;
        }

        await _packages.InitializeAsync();
        _folder = new ConsumerFolder(_packages, "plain");
        await _folder.CreateAsync([Project]);

        // Outside any solution, and not started in its output folder.
        File.Delete(_folder.File("Shop.slnx"));
        ProcessResult built = await _folder.DotnetAsync(["build", Project]);
        Assert.True(built.ExitCode == 0, built.Out + built.Error);
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => _packages.DisposeAsync();

    /// <summary>Runs the test program.</summary>
    internal Task<ProcessResult> RunAsync(string[] arguments, params (string, string?)[] environment) =>
        _folder.DotnetAsync([_folder.File($"{Project}/bin/Debug/net10.0/{Project}.dll"), .. arguments], environment);

    /// <summary>Runs some tests of it.</summary>
    internal Task<ProcessResult> RunTestsAsync(string[] names, params (string, string?)[] environment) =>
        RunAsync(["--filter-uid", .. names.Select(name => $"Shop.Tests.{name}"), "--output", "Detailed", "--no-ansi"], environment);
}
