using InfernoSim.Cli.Tests.CommandLine;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What the README says is so.</summary>
public sealed class ReadmeTests
{
    private static readonly Page Page = new("../README.md");

    [Fact]
    public void Every_command_can_be_read()
    {
        string[][] commands = Page.Commands("infernosim ");

        Assert.Equal(["capture", "replay"], commands.Select(command => command[0]));
        Assert.All(commands, command => CommandLines.Read(command));
    }

    [Fact]
    public void It_begins_with_how_to_install_and_has_the_two_commands_that_CI_runs()
    {
        string beginning = string.Join('\n', Page.Lines.Take(6));

        Assert.Contains("dotnet add package InfernoSim.", beginning, StringComparison.Ordinal);
        Assert.Contains("dotnet tool install --global InfernoSim.Cli", beginning, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project examples/Quickstart", Page.Lines);
        Assert.Contains("dotnet test", Page.Lines);
    }
}
