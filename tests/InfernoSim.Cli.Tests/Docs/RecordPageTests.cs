using InfernoSim.Cli.Capturing;
using InfernoSim.Cli.Tests.CommandLine;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/record.md</c> says is what the command does.</summary>
public sealed class RecordPageTests
{
    private static readonly Page Page = new("record.md");

    [Fact]
    public void The_flags_tables_are_the_help_texts()
    {
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Capture), Page.FlagsBelow("## Flags of `infernosim capture`"));
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand()), Page.FlagsBelow("## Flags of the classic forms"));
    }

    [Fact]
    public void Every_command_on_the_page_can_be_read()
    {
        string[][] commands = Page.Commands("infernosim ");

        Assert.Contains(commands, command => command[0] == "capture");
        Assert.Contains(commands, command => command[0] == "--mode=inbound");
        Assert.Contains(commands, command => command[0] == "--mode=proxy");
        Assert.All(commands, command => Assert.IsType<CaptureInvocation>(CommandLines.Read(command)));
    }

    [Fact]
    public void The_page_begins_with_a_command() => Assert.Contains("infernosim capture", string.Join("\n", Page.Lines.Take(6)), StringComparison.Ordinal);
}
