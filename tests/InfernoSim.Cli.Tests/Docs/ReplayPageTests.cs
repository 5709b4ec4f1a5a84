using System.Text.RegularExpressions;
using InfernoSim.Cli.Replaying;
using InfernoSim.Cli.Tests.CommandLine;
using InfernoSim.Verdicts;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/replay.md</c> says is what the command does.</summary>
public sealed partial class ReplayPageTests
{
    private static readonly Page Page = new("replay.md");

    [Fact]
    public void The_flags_table_is_the_help_text() => Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Replay), Page.FlagsBelow("## Flags"));

    [Fact]
    public void The_outcomes_table_has_every_outcome_with_its_exit_code()
    {
        IEnumerable<string> expected = Enum.GetValues<ReplayOutcome>().Select(outcome => $"{outcome.ToReportName()} {outcome.ToExitCode()}");

        IEnumerable<string> documented = Page.Lines.Select(line => OutcomeRow().Match(line)).Where(row => row.Success).Select(row => $"{row.Groups["name"]} {row.Groups["code"]}");

        Assert.Equal(expected, documented);
    }

    [Fact]
    public void Every_command_on_the_page_can_be_read()
    {
        string[][] commands = Page.Commands("infernosim replay");

        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.IsType<ReplayInvocation>(CommandLines.Read(command, _ => "set")));
    }

    [Fact]
    public void The_page_begins_with_a_command() => Assert.Contains("infernosim replay", string.Join("\n", Page.Lines.Take(6)), StringComparison.Ordinal);

    [GeneratedRegex(@"^\| `(?<name>(PASS|FAIL)_[A-Z_]+)` \| (?<code>\d) \|")]
    private static partial Regex OutcomeRow();
}
