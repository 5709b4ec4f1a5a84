using System.Formats.Tar;
using System.IO.Compression;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Incidents;

namespace InfernoSim.Cli.Bundling;

/// <summary>An incident as one encrypted file: a header, and in pieces a compressed archive of its folder. What is written is there as a whole or not at all.</summary>
internal static class Bundle
{
    /// <summary>Seals a folder.</summary>
    /// <param name="incident">The incident folder.</param>
    /// <param name="path">The bundle, which must not be there.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="cost">What making the key takes.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>The drafts of logs that are not in it.</returns>
    /// <exception cref="CliException">The folder is no incident or has a link in it, or the bundle is there already.</exception>
    /// <exception cref="IOException">The bundle cannot be written.</exception>
    public static async Task<IReadOnlyList<string>> SealAsync(string incident, string path, string passphrase, KeyCost cost, CancellationToken stop)
    {
        string[] drafts = [.. LogDraft.In(incident)];
        IReadOnlyList<FileInfo> files = BundleContent.FilesOf(incident, [.. drafts, .. MetadataFile.RoomsIn(incident)]);
        await SealAsync(path, passphrase, cost, (archive, token) => BundleContent.WriteAsync(incident, files, archive, token), stop);
        return drafts;
    }

    /// <summary>Seals what is written into an archive.</summary>
    /// <param name="path">The bundle, which must not be there.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="cost">What making the key takes.</param>
    /// <param name="write">Writes the entries.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task SealAsync(string path, string passphrase, KeyCost cost, Func<TarWriter, CancellationToken, Task> write, CancellationToken stop)
    {
        if (Path.Exists(path))
        {
            throw new CliException($"{path} is there already; give a file that is not");
        }

        string draft = $"{path}.{RandomIds.New()}.tmp";
        try
        {
            await using (var file = new FileStream(draft, OwnerOnly.Apply(new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous })))
            {
                var header = BundleHeader.New(cost);
                await file.WriteAsync(header.Bytes, stop);
                await using var sealing = new SealingStream(file, header, await header.KeyOfAsync(passphrase));
                await using (var compressed = new GZipStream(sealing, CompressionLevel.Optimal, leaveOpen: true))
                await using (var archive = new TarWriter(compressed, TarEntryFormat.Pax, leaveOpen: true))
                {
                    await write(archive, stop);
                }

                await sealing.CompleteAsync();
            }

            File.Move(draft, path);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Opens a bundle.</summary>
    /// <param name="path">The bundle.</param>
    /// <param name="folder">The incident folder, which must not be there or be empty.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="maxSize">How many bytes the incident may have.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="CliException">It is no bundle, does not open, or holds what no incident does; or the folder is not empty.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task OpenAsync(string path, string folder, string passphrase, long maxSize, CancellationToken stop)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        ThrowIfTaken(target, folder);
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Options = FileOptions.Asynchronous });
        BundleHeader header = await BundleHeader.ReadAsync(file, path);
        string parent = Path.GetDirectoryName(target) ?? target;
        OwnerOnly.CreateFolder(parent);
        string draft = Path.Combine(parent, $".opening-{RandomIds.New()}");
        OwnerOnly.CreateFolder(draft);
        try
        {
            await using var opening = new OpeningStream(file, header, await header.KeyOfAsync(passphrase), path);
            await ExtractAsync(opening, draft, path, maxSize, stop);
            ThrowIfTaken(target, folder);
            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            Directory.Move(draft, target);
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    private static async Task ExtractAsync(OpeningStream opening, string draft, string path, long maxSize, CancellationToken stop)
    {
        try
        {
            await using (var archive = new GZipStream(opening, CompressionMode.Decompress, leaveOpen: true))
            {
                await BundleContent.ReadAsync(archive, draft, path, maxSize, stop);
            }

            // All of it is what was sealed, also what no entry of the archive reaches.
            byte[] rest = new byte[4096];
            while (await opening.ReadAsync(rest, stop) > 0)
            {
                // Its last piece is what counts.
            }
        }
        catch (InvalidDataException e)
        {
            throw new CliException($"{path} holds no archive of an incident: {e.Message}", e);
        }
    }

    private static void ThrowIfTaken(string target, string folder)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new CliException($"{folder} is there already and not empty; give a folder that is not there");
        }
    }
}
