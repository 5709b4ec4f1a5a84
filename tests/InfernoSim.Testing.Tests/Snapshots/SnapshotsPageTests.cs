using System.Runtime.CompilerServices;
using InfernoSim.Testing.Snapshots;
using Shop.Tests;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>What <c>docs/snapshots.md</c> shows is what is compiled, run and kept here.</summary>
public sealed class SnapshotsPageTests
{
    private static readonly string Folder = Path.GetDirectoryName(Here())!;
    private static readonly string Root = Path.GetFullPath(Path.Combine(Folder, "..", "..", ".."));
    private static readonly string Page = Read(Path.Combine(Root, "docs", "snapshots.md"));

    [Fact]
    public void The_first_snippet_is_a_test_that_runs_here()
    {
        string code = Read(Path.Combine(Folder, "Checkout.cs"));

        Assert.Equal(code.TrimEnd(), Blocks("csharp")[0]);
    }

    [Fact]
    public async Task The_snapshot_shown_is_the_one_it_is_compared_with()
    {
        var target = new SnapshotTarget(Path.Combine(Folder, "Checkout.cs"), "Checkout", nameof(Checkout.Survives_the_november_incident));

        Assert.Equal(await SnapshotFile.ReadAsync(target.VerifiedPath, CancellationToken.None), Blocks("text")[0]);
    }

    [Fact]
    public void The_git_settings_shown_are_the_ones_used_here()
    {
        Assert.Contains(Blocks("gitattributes")[0].Split('\n')[^1], File.ReadAllLines(Path.Combine(Root, ".gitattributes")));
        Assert.Contains(Blocks("gitignore")[0], File.ReadAllLines(Path.Combine(Root, ".gitignore")));
        Assert.Contains(Blocks("editorconfig")[0], Read(Path.Combine(Root, ".editorconfig")), StringComparison.Ordinal);
    }

    private static string[] Blocks(string language) => [.. Page.Split($"```{language}\n").Skip(1).Select(rest => rest[..rest.IndexOf("\n```", StringComparison.Ordinal)])];

    private static string Read(string path) => File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string Here([CallerFilePath] string path = "") => path;
}
