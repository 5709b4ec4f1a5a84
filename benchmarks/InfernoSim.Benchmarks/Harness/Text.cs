using System.Globalization;

namespace InfernoSim.Benchmarks.Harness;

/// <summary>Numbers for the command line of a child process.</summary>
internal static class Text
{
    public static string Of(double value) => value.ToString(CultureInfo.InvariantCulture);
}
