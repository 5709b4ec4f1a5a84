using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Cli.Tests.CommandLine;
using InfernoSim.Cli.Tests.Processes;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/privacy.md</c> says is what the commands do.</summary>
public sealed class PrivacyPageTests : IDisposable
{
    private static readonly Page Privacy = new("privacy.md");

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_flags_tables_are_the_help_texts()
    {
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Scrub), Privacy.FlagsBelow("## scrub"));
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Bundle), Privacy.FlagsBelow("## bundle"));
    }

    [Fact]
    public async Task The_commands_at_its_head_name_a_secret_and_take_it_out()
    {
        TestIncident.Write(_folder, ("GET", "/reset?password=hunter2", 200, """{"mail":"ann@shop.de"}"""));

        (int named, string found) = await RunAsync(Assert.Single(Privacy.Commands("infernosim verify")));
        (int scrubbed, _) = await RunAsync(Assert.Single(Privacy.Commands("infernosim scrub")));
        (int again, string left) = await RunAsync(["verify", _folder.File("shared")]);

        Assert.Equal((1, 0, 0), (named, scrubbed, again));
        Assert.Contains("values that are named like secrets stand in clear, first in exchange 1, request: url (infernosim scrub takes them out)", found, StringComparison.Ordinal);
        Assert.Contains("1 e-mail address stands in clear, first in exchange 1, response: body", found, StringComparison.Ordinal);
        Assert.DoesNotContain("in clear", left, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", File.ReadAllText(_folder.File("shared/inbound.log")), StringComparison.Ordinal);
    }

    private async Task<(int Code, string Out)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        string[] here = [.. args.Select(arg => arg.StartsWith("./", StringComparison.Ordinal) ? _folder.File(arg[2..]) : arg)];
        int code = await CommandHost.RunAsync(here, new CliConsole(output, TextWriter.Null, errorIsTerminal: false, _ => null));
        return (code, output.ToString());
    }
}
