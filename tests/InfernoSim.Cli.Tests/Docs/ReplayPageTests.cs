using System.Text.RegularExpressions;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Tests.CommandLine;
using InfernoSim.Verdicts;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/replay.md</c> says is what the command does.</summary>
public sealed partial class ReplayPageTests
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "replay.md"));

    [Fact]
    public void The_flags_table_is_the_help_text()
    {
        IEnumerable<string> expected = CommandLines.NewCommand().Replay.Options.Where(option => option is IFlag).Select(option =>
        {
            var flag = (IFlag)option;
            string value = flag.IsSwitch ? "" : $"`{option.HelpName}`";
            return $"| `{option.Name}` | {value} | {flag.DefaultText} | {Description(option.Description!)} |";
        });

        IEnumerable<string> documented = Page.Where(line => line.StartsWith("| `--", StringComparison.Ordinal));

        Assert.Equal(string.Join("\n", expected), string.Join("\n", documented));
    }

    [Fact]
    public void The_outcomes_table_has_every_outcome_with_its_exit_code()
    {
        IEnumerable<string> expected = Enum.GetValues<ReplayOutcome>().Select(outcome => $"{outcome.ToReportName()} {outcome.ToExitCode()}");

        IEnumerable<string> documented = Page.Select(line => OutcomeRow().Match(line)).Where(row => row.Success).Select(row => $"{row.Groups["name"]} {row.Groups["code"]}");

        Assert.Equal(expected, documented);
    }

    [Fact]
    public void Every_command_on_the_page_can_be_read()
    {
        string[] commands = [.. Page.Where(line => line.StartsWith("infernosim replay", StringComparison.Ordinal))];

        Assert.NotEmpty(commands);
        Assert.All(commands, command => CommandLines.Read([.. System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(command.Replace('\'', '"')).Skip(1)], _ => "set"));
    }

    [Fact]
    public void The_page_begins_with_a_command() => Assert.Contains("infernosim replay", string.Join("\n", Page.Take(6)), StringComparison.Ordinal);

    private static string Description(string help) => DefaultSuffix().Replace(help, "").Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@" \[default: [^\]]*\]$")]
    private static partial Regex DefaultSuffix();

    [GeneratedRegex(@"^\| `(?<name>(PASS|FAIL)_[A-Z_]+)` \| (?<code>\d) \|")]
    private static partial Regex OutcomeRow();
}
