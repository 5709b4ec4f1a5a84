using System.Text;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Verdicts;

namespace InfernoSim.Cli.Accepting;

/// <summary>The files that tests leave behind when a snapshot is not the accepted one, by Verify's naming.</summary>
internal static class ReceivedFiles
{
    private const string Received = ".received.txt";
    private const string Verified = ".verified.txt";

    // Hidden folders hold no tests, and a link may lead in a circle. A folder that cannot be read is an error: what is in it would
    // silently not be accepted.
    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>The received files below a folder in the order of their names, or the one that is named.</summary>
    /// <exception cref="CliException">There is no such folder or file.</exception>
    public static IReadOnlyList<string> In(string location)
    {
        if (Directory.Exists(location))
        {
            return [.. Directory.EnumerateFiles(location, "*" + Received, Everywhere).Order(StringComparer.Ordinal)];
        }

        return File.Exists(location) && location.EndsWith(Received, StringComparison.Ordinal)
            ? [location]
            : throw new CliException($"'{location}' is neither a folder nor a received file (Class.Method{Received}); give the folder of the tests");
    }

    /// <summary>The file that the received one becomes.</summary>
    public static string VerifiedOf(string received) => received[..^Received.Length] + Verified;

    /// <summary>Whether the file is a snapshot of a summary, by its first line.</summary>
    public static bool IsSummary(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        return reader.ReadLine() == SummarySnapshot.FirstLine;
    }
}
