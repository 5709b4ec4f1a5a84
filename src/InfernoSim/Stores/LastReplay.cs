using System.Security.Cryptography;
using System.Text;

namespace InfernoSim.Stores;

/// <summary>Keeps the summary of the last replay of each incident among the user's own files, so that what it reported can be explained.</summary>
/// <param name="folder">Where the user's files are.</param>
internal sealed class LastReplay(string folder)
{
    /// <summary>Keeps a summary.</summary>
    /// <param name="incident">The folder of the incident.</param>
    /// <param name="summary">The summary as JSON.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(string incident, string summary)
    {
        string path = PathOf(incident);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // It quotes what was recorded, so that nobody else is to read it.
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(summary), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>The last summary of an incident; <see langword="null"/> when there is none.</summary>
    /// <param name="incident">The folder of the incident.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public string? Load(string incident) => File.Exists(PathOf(incident)) ? File.ReadAllText(PathOf(incident)) : null;

    private string PathOf(string incident)
    {
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(Path.GetFullPath(incident))));
        return Path.Combine(folder, "last", $"{Convert.ToHexStringLower(key.AsSpan(0, 16))}.json");
    }
}
