using System.Text;

namespace InfernoSim.Incidents;

/// <summary>The <c>.gitignore</c> of an incident folder. Most repositories ignore <c>*.log</c>, and would commit an incident without its logs; what a recorder needs beside them is no part of it.</summary>
internal static class GitIgnoreFile
{
    public const string Name = ".gitignore";
    private const string Content =
        "# Many repositories ignore logs. These are the incident: commit them.\n!*.log\n"
        + "\n# A recorder's own, while it records.\n*.lock\n*.draft\n*.room\n";

    /// <summary>Writes the file where there is none. A recording does not fail because it cannot be written.</summary>
    /// <param name="folder">The incident folder.</param>
    public static void WriteIn(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(Content), OwnerOnly.ForFiles);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // If git ignores the logs, GitWorkTree says so.
        }
    }
}
