using System.Text.RegularExpressions;

namespace InfernoSim.Tests.Architecture;

/// <summary>What is not the command line names no flag: its readers may never have seen it.</summary>
public sealed partial class FlagNameTests
{
    [Theory]
    [InlineData("InfernoSim")]
    [InlineData("InfernoSim.Load")]
    [InlineData("InfernoSim.Stub")]
    [InlineData("InfernoSim.Capture")]
    [InlineData("InfernoSim.Capture.AspNetCore")]
    [InlineData("InfernoSim.Sql")]
    [InlineData("InfernoSim.Tls")]
    [InlineData("InfernoSim.Testing")]
    [InlineData("InfernoSim.Testing.Xunit")]
    [InlineData("InfernoSim.Testing.XunitV3")]
    [InlineData("InfernoSim.Testing.NUnit")]
    [InlineData("InfernoSim.Testing.MSTest")]
    [InlineData("InfernoSim.Testing.TUnit")]
    public void A_message_of_a_library_names_no_flag(string project)
    {
        string folder = Path.Combine(Repository.Root, "src", project);
        string[] sources = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];

        IEnumerable<string> named = sources
            .SelectMany(path => File.ReadLines(path).Select((line, index) => (Line: line.TrimStart(), Place: $"{Path.GetFileName(path)}:{index + 1}")))
            .Where(line => !line.Line.StartsWith("//", StringComparison.Ordinal) && Flag().IsMatch(line.Line))
            .Select(line => $"{line.Place}: {line.Line}");

        Assert.NotEmpty(sources);
        Assert.Empty(named);
    }

    // In a string, and not the end of one: "a --flag b".
    [GeneratedRegex("\"[^\"]*(?<![\\w-])--[a-z][a-z-]+")]
    private static partial Regex Flag();
}
