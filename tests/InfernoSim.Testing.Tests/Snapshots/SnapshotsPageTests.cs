using InfernoSim.Testing.Snapshots;
using InfernoSim.TestKit.Docs;
using Shop.Tests;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>What <c>docs/snapshots.md</c> shows is what is compiled, run and kept here.</summary>
public sealed class SnapshotsPageTests
{
    private const string Test = "tests/InfernoSim.Testing.Tests/Snapshots/Checkout.cs";

    private static readonly DocsPage Page = new("snapshots.md");

    [Fact]
    public void The_first_snippet_is_a_test_that_runs_here()
    {
        string code = Repository.Read(Test);

        Assert.Equal(code.TrimEnd(), Page.Blocks("csharp")[0]);
    }

    [Fact]
    public async Task The_snapshot_shown_is_the_one_it_is_compared_with()
    {
        var target = new SnapshotTarget(Repository.File(Test), "Checkout", nameof(Checkout.Survives_the_november_incident));

        Assert.Equal(await SnapshotFile.ReadAsync(target.VerifiedPath, CancellationToken.None), Page.Blocks("text")[0]);
    }

    [Fact]
    public void The_git_settings_shown_are_the_ones_used_here()
    {
        Assert.Contains(Page.Blocks("gitattributes")[0].Split('\n')[^1], File.ReadAllLines(Repository.File(".gitattributes")));
        Assert.Contains(Page.Blocks("gitignore")[0], File.ReadAllLines(Repository.File(".gitignore")));
        Assert.Contains(Page.Blocks("editorconfig")[0], Repository.Read(".editorconfig"), StringComparison.Ordinal);
    }
}
