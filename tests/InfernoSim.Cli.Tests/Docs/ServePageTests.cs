using InfernoSim.Cli.Serving;
using InfernoSim.Cli.Tests.CommandLine;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/serve.md</c> says is what the command does.</summary>
public sealed class ServePageTests
{
    private static readonly Page Serve = new("serve.md");

    [Fact]
    public void The_flags_table_is_the_help_text() =>
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Serve), Serve.FlagsBelow("## Flags of `infernosim serve`"));

    [Fact]
    public void The_command_on_the_page_can_be_read() =>
        Assert.IsType<ServeInvocation>(CommandLines.Read(Assert.Single(Serve.Commands("infernosim serve "))));

    [Fact]
    public void The_container_of_the_page_has_a_command_that_can_be_read()
    {
        string line = Assert.Single(Serve.Lines, line => line.Contains(".withCommand(", StringComparison.Ordinal));
        string[] words = [.. line.Split('"').Where((_, index) => index % 2 == 1)];

        Assert.IsType<ServeInvocation>(CommandLines.Read(words));
    }
}
