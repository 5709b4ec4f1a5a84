using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Tests.CommandLine;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/snapshots.md</c> says of <c>infernosim accept</c> is what the command does.</summary>
public sealed class AcceptPageTests
{
    private static readonly Page Page = new("snapshots.md");

    [Fact]
    public void The_flags_table_is_the_help_text()
    {
        IEnumerable<string> expected = CommandLines.NewCommand().Accept.Options.OfType<Switch>()
            .Select(flag => $"| `{flag.Name}` |  | {flag.DefaultText} | {flag.Description!.Replace($" [default: {flag.DefaultText}]", "", StringComparison.Ordinal)} |");

        Assert.Equal(expected, Page.Lines.Where(line => line.StartsWith("| `--", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_command_on_the_page_can_be_read()
    {
        string[] commands = [.. Page.Lines.Where(line => line.StartsWith("infernosim accept", StringComparison.Ordinal))];

        Assert.NotEmpty(commands);
        Assert.All(commands, command => CommandLines.Read(command.Split(' ')[1..]));
    }
}
