using InfernoSim.Cli.Envelopes;
using InfernoSim.Cli.Tests.CommandLine;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/envelope.md</c> says is what the command does.</summary>
public sealed class EnvelopePageTests
{
    private static readonly Page Page = new("envelope.md");

    [Fact]
    public void The_flags_table_is_the_help_text() => Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Envelope), Page.FlagsBelow("## Flags"));

    [Fact]
    public void Every_command_on_the_page_can_be_read()
    {
        string[][] commands = Page.Commands("infernosim envelope");

        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.IsType<EnvelopeInvocation>(CommandLines.Read(command)));
    }
}
