using System.Text.RegularExpressions;

namespace InfernoSim.Cli.Terminal;

/// <summary>A word of a command line that a person is to paste.</summary>
internal static partial class ShellWord
{
    /// <summary>The text, in quotes where a shell would take it apart.</summary>
    public static string Of(string text)
    {
        if (Plain().IsMatch(text))
        {
            return text;
        }

        return OperatingSystem.IsWindows() ? $"\"{text}\"" : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    [GeneratedRegex(@"^[A-Za-z0-9_./\\:@%+=,-]+$")]
    private static partial Regex Plain();
}
