using System.Text.RegularExpressions;

namespace InfernoSim.Cli.Tests;

/// <summary>The workflows on GitHub run nobody else's code but what was looked at, with no more rights than they need.</summary>
public sealed partial class WorkflowFilesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, ".github", "workflows");

    private static readonly string[] Names = [.. Directory.EnumerateFiles(Folder, "*.yml").Select(file => Path.GetFileName(file))];

    public static TheoryData<string> Workflows => [.. Names];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_by_the_commit_of_a_named_version(string workflow)
    {
        string[] actions = [.. Lines(workflow).Where(line => Uses().IsMatch(line) && !line.Contains("uses: ./", StringComparison.Ordinal))];

        Assert.NotEmpty(actions);
        Assert.All(actions, action => Assert.Matches(@"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action));
    }

    [Fact]
    public void An_action_has_one_version_in_all_workflows()
    {
        IEnumerable<string> pins = Names.SelectMany(Lines).Where(line => Uses().IsMatch(line)).Select(line => line.Split("uses: ")[1]).Distinct();

        Assert.All(pins.GroupBy(pin => pin.Split('@')[0]), versions => Assert.Single(versions));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_begins_with_no_right_to_write(string workflow)
    {
        string text = string.Join('\n', Lines(workflow));

        Assert.Matches(@"(?m)^permissions: \{\}$|^permissions:\n  contents: read$", text);
    }

    [Fact]
    public void A_release_is_tested_attested_and_published_without_a_kept_key()
    {
        string text = string.Join('\n', Lines("release.yml"));

        Assert.Contains("uses: ./.github/workflows/ci.yml", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("attest-build-provenance@", StringComparison.Ordinal) < text.IndexOf("nuget push", StringComparison.Ordinal), "Attested before it is published.");
        Assert.Contains("NuGet/login@", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
    }

    private static string[] Lines(string workflow) => File.ReadAllLines(Path.Combine(Folder, workflow));

    [GeneratedRegex(@"^\s*(- )?uses: ")]
    private static partial Regex Uses();
}
