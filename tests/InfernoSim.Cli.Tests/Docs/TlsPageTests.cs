using InfernoSim.Cli.Authorities;
using InfernoSim.Cli.Capturing;
using InfernoSim.Cli.Replaying;
using InfernoSim.Cli.Tests.CommandLine;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/tls.md</c> says is what the commands do.</summary>
public sealed class TlsPageTests
{
    private static readonly Page Tls = new("tls.md");

    [Fact]
    public void The_flags_table_is_the_help_text() =>
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Ca), Tls.FlagsBelow("## Flags of `infernosim ca`"));

    [Fact]
    public void Every_command_on_the_page_can_be_read()
    {
        Assert.All(Tls.Commands("infernosim ca "), command => Assert.IsType<CaInvocation>(CommandLines.Read(command)));
        Assert.IsType<CaptureInvocation>(CommandLines.Read(Assert.Single(Tls.Commands("infernosim capture "))));
        Assert.IsType<ReplayInvocation>(CommandLines.Read(Assert.Single(Tls.Commands("infernosim replay "))));
    }
}
