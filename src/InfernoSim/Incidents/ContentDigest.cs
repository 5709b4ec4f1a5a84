using System.Security.Cryptography;

namespace InfernoSim.Incidents;

/// <summary>The hash that names what an incident holds, wherever its folder is.</summary>
internal static class ContentDigest
{
    private const int Buffer = 1024 * 1024;

    /// <summary>SHA-256 of files one after the other, in lower-case hex; a file that is not there counts as empty.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static string Of(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[Buffer];
        foreach (string path in paths.Where(File.Exists))
        {
            using FileStream file = File.OpenRead(path);
            int read;
            while ((read = file.Read(buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
