using System.Text;

namespace InfernoSim.Testing.Snapshots;

/// <summary>Reads and writes a snapshot as Verify does: UTF-8 with a byte order mark, lines that end in <c>\n</c>.</summary>
internal static class SnapshotFile
{
    private static readonly UTF8Encoding Utf8WithBom = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>
    /// The text, whatever its line ends, byte order mark and final line end: a checkout or an editor may have changed them.
    /// <see langword="null"/> when there is no file or nothing in it: diff tools that need both files make an empty one.
    /// </summary>
    public static async Task<string?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            string text = await File.ReadAllTextAsync(path, Utf8WithBom, cancellationToken);
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
            text = text.EndsWith('\n') ? text[..^1] : text;
            return text.Length == 0 ? null : text;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes the whole file or nothing.</summary>
    public static void Write(string path, string text) => AtomicFile.Write(path, [.. Utf8WithBom.Preamble, .. Utf8WithBom.GetBytes(text)]);

    /// <summary>Removes a file that is of no use any more; that it stays is no reason to fail.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
        }
    }
}
