using System.Buffers;
using System.Formats.Tar;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Incidents;

namespace InfernoSim.Cli.Bundling;

/// <summary>The files of an incident in an archive. Nothing but files comes out of one, and none outside of its folder.</summary>
internal static class BundleContent
{
    private const int MostEntries = 10_000;
    private const int Piece = 64 * 1024;

    // Windows' as well: a bundle opens alike everywhere.
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("\\:*?\"<>|");

    /// <summary>The files of an incident folder.</summary>
    /// <param name="incident">The folder.</param>
    /// <param name="without">The names of files in it that are not meant.</param>
    /// <exception cref="CliException">It is no incident, or has a link in it.</exception>
    public static IReadOnlyList<FileInfo> FilesOf(string incident, IReadOnlyList<string> without)
    {
        if (!File.Exists(Path.Combine(incident, IncidentFiles.Inbound)))
        {
            throw new CliException($"{incident} is no incident: there is no {IncidentFiles.Inbound} in it");
        }

        FileSystemInfo[] all = [.. new DirectoryInfo(incident).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderBy(found => found.FullName, StringComparer.Ordinal)];
        return Array.Find(all, found => found.LinkTarget is not null) is { } link
            ? throw new CliException($"{link.FullName} is a link, which a bundle does not hold; put what it points to in its place")
            : [.. all.OfType<FileInfo>().Where(file => !without.Contains(Path.GetRelativePath(incident, file.FullName)))];
    }

    /// <summary>Writes files into an archive.</summary>
    /// <param name="incident">Their folder.</param>
    /// <param name="files">The files.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task WriteAsync(string incident, IReadOnlyList<FileInfo> files, TarWriter archive, CancellationToken stop)
    {
        foreach (FileInfo file in files)
        {
            string name = Path.GetRelativePath(incident, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            await using FileStream content = file.OpenRead();
            await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = file.LastWriteTimeUtc, Mode = OwnerOnly.ForFiles }, stop);
        }
    }

    /// <summary>Reads the files of an archive.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="folder">Where they go; an empty folder.</param>
    /// <param name="bundle">The bundle, for messages.</param>
    /// <param name="maxSize">How many bytes they may have together.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="CliException">There is something in it that is no file of an incident, or too much.</exception>
    public static async Task ReadAsync(Stream archive, string folder, string bundle, long maxSize, CancellationToken stop)
    {
        await using var reader = new TarReader(archive);
        long left = maxSize;
        int entries = 0;
        while (await reader.GetNextEntryAsync(copyData: false, stop) is { } entry)
        {
            if (++entries > MostEntries)
            {
                throw new CliException($"{bundle} holds more than {MostEntries} files, which no incident has; it is not opened");
            }

            string path = PathOf(entry, folder, bundle);
            left = await WriteAsync(entry, path, left, stop) ?? throw new CliException($"{bundle} holds more than {maxSize} bytes; open it with a larger --max-size if you trust who sealed it");
        }

        if (!File.Exists(Path.Combine(folder, IncidentFiles.Inbound)))
        {
            throw new CliException($"{bundle} holds no incident: there is no {IncidentFiles.Inbound} in it");
        }
    }

    private static string PathOf(TarEntry entry, string folder, string bundle)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
        {
            throw new CliException($"{bundle} holds '{entry.Name}', which is no file ({entry.EntryType}); it is not opened");
        }

        string[] parts = entry.Name.Split('/');
        return Array.TrueForAll(parts, IsName)
            ? Path.Combine([folder, .. parts])
            : throw new CliException($"{bundle} holds a file '{entry.Name}', which would be outside of its folder or has no name of a file; it is not opened");
    }

    private static bool IsName(string part) => part is not ("" or "." or "..") && !part.AsSpan().ContainsAny(NotInNames) && !part.Any(char.IsControl);

    // How much is left of what it may hold; null when it is more.
    private static async Task<long?> WriteAsync(TarEntry entry, string path, long left, CancellationToken stop)
    {
        OwnerOnly.CreateFolder(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, OwnerOnly.Apply(new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous }));
        if (entry.DataStream is not { } content)
        {
            return left;
        }

        byte[] piece = new byte[Piece];
        while (await content.ReadAsync(piece, stop) is var read && read > 0)
        {
            left -= read;
            if (left < 0)
            {
                return null;
            }

            await file.WriteAsync(piece.AsMemory(0, read), stop);
        }

        return left;
    }
}
