using InfernoSim.Cli.Flight;
using InfernoSim.Cli.Slicing;
using InfernoSim.Cli.Tests.CommandLine;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/flight-recorder.md</c> says of the commands is what they do.</summary>
public sealed class FlightRecorderPageTests
{
    private static readonly Page Page = new("flight-recorder.md");

    [Fact]
    public void The_flags_tables_are_the_help_texts()
    {
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Run), Page.FlagsBelow("## Flags of `infernosim run`"));
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Freeze), Page.FlagsBelow("## Flags of `infernosim freeze`"));
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Slice), Page.FlagsBelow("## Flags of `infernosim slice`"));
    }

    [Fact]
    public void Every_command_on_the_page_can_be_read()
    {
        string[][] commands = Page.Commands("infernosim ");

        Assert.Contains(commands, command => command[0] == "run");
        Assert.Contains(commands, command => command[0] == "freeze");
        Assert.All(commands, command => Assert.True(CommandLines.Read(command) is RunInvocation or FreezeInvocation or SliceInvocation));
    }

    [Fact]
    public void The_page_begins_with_a_command() => Assert.Contains("infernosim run", string.Join("\n", Page.Lines.Take(6)), StringComparison.Ordinal);
}
