using System.CommandLine.Parsing;
using InfernoSim.Cli.Tests.CommandLine;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>The commands in the READMEs of the examples are commands.</summary>
public sealed class ExamplePagesTests
{
    private const string Prefix = "dotnet run --no-build --project ";

    public static TheoryData<string> Examples => ["dotnet-deterministic", "node-deterministic", "go-deterministic"];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_infernosim_command_can_be_read(string example)
    {
        string[] commands = [.. CommandsOf(example)
            .Where(command => command.StartsWith(Prefix + "src/InfernoSim.Cli -- ", StringComparison.Ordinal))
            .Select(command => command[(command.IndexOf(" -- ", StringComparison.Ordinal) + 4)..])];

        Assert.True(commands.Length >= 2, "a capture and a replay");
        Assert.All(commands, command => CommandLines.Read([.. CommandLineParser.SplitCommandLine(command)]));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_project_that_is_started_exists(string example)
    {
        string[] projects = [.. CommandsOf(example)
            .Where(command => command.Contains(Prefix, StringComparison.Ordinal))
            .Select(command => command[(command.IndexOf(Prefix, StringComparison.Ordinal) + Prefix.Length)..].Split(' ')[0])];

        Assert.Contains("examples/demo-dependency", projects);
        Assert.All(projects, project => Assert.Single(Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.csproj")));
    }

    private static IEnumerable<string> CommandsOf(string example)
    {
        bool inside = false;
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "examples", example, "README.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside;
            }
            else if (inside)
            {
                yield return line;
            }
        }
    }
}
