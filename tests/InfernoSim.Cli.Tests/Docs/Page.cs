using System.CommandLine;
using System.Text.RegularExpressions;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>A page of <c>docs</c>, and what the command line says that should be on it.</summary>
internal sealed partial class Page(string name)
{
    public string[] Lines { get; } = Repository.Read($"docs/{name}").Split('\n');

    /// <summary>The rows of a flags table as they should be.</summary>
    public static string FlagsOf(Command command) => string.Join("\n", command.Options.Where(option => option is IFlag).Select(option =>
    {
        var flag = (IFlag)option;
        string value = flag.IsSwitch ? "" : $"`{Cell(option.HelpName!)}`";
        return $"| `{option.Name}` | {value} | {Cell(flag.DefaultText)} | {Cell(DefaultSuffix().Replace(option.Description!, ""))} |";
    }));

    /// <summary>The rows of the flags table below a heading as they are.</summary>
    public string FlagsBelow(string heading) => string.Join("\n", Lines
        .SkipWhile(line => line != heading)
        .Skip(1)
        .TakeWhile(line => !line.StartsWith('#'))
        .Where(line => line.StartsWith("| `--", StringComparison.Ordinal)));

    /// <summary>The command lines that begin with something, as a shell would split them, without <c>infernosim</c>.</summary>
    public string[][] Commands(string beginning) =>
    [
        .. Lines
            .Where(line => line.StartsWith(beginning, StringComparison.Ordinal))
            .Select(line => System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(line.Replace('\'', '"')).Skip(1).ToArray()),
    ];

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@" \[default: [^\]]*\]$")]
    private static partial Regex DefaultSuffix();
}
