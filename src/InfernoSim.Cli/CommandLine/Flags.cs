using System.CommandLine;

namespace InfernoSim.Cli.CommandLine;

/// <summary>Which flags a command line has.</summary>
internal static class Flags
{
    /// <summary>The properties whose flag was given, though it be with the default.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="flags">Each property with a flag that sets it.</param>
    public static IReadOnlySet<string> Given(ParseResult result, IEnumerable<(string Property, Option Flag)> flags) =>
        flags.Where(flag => result.GetResult(flag.Flag) is { Implicit: false }).Select(flag => flag.Property).ToHashSet();
}
