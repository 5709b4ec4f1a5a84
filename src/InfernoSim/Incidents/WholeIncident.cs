namespace InfernoSim.Incidents;

/// <summary>An incident folder that is written at once: it is there as a whole, or nothing of it is, as where the disk is full.</summary>
internal static class WholeIncident
{
    /// <summary>Writes one.</summary>
    /// <param name="folder">The folder. One that is there keeps whatever else is in it.</param>
    /// <param name="write">Writes it.</param>
    /// <returns>A task that completes when it is written.</returns>
    /// <exception cref="IncidentFormatException">The folder holds a recording already.</exception>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; nothing is left of it.</exception>
    public static async Task WriteAsync(string folder, Func<IncidentWriter, Task> write)
    {
        bool isNew = !Directory.Exists(folder);
        string[] others = isNew ? [] : Directory.GetFiles(folder);
        IncidentWriter? writer = null;
        try
        {
            writer = IncidentWriter.Open(folder);
            await write(writer);
        }
        catch when (isNew || writer is not null)
        {
            await CloseAsync(writer);
            Remove(folder, isNew, others);
            throw;
        }

        await writer.DisposeAsync();
    }

    private static async Task CloseAsync(IncidentWriter? writer)
    {
        if (writer is not null)
        {
            await writer.DisposeAsync();
        }
    }

    // Empty logs that were there before are worth as little.
    private static void Remove(string folder, bool isNew, string[] others)
    {
        try
        {
            if (isNew)
            {
                Directory.Delete(folder, recursive: true);
                return;
            }

            foreach (string file in Directory.GetFiles(folder).Where(file => !others.Contains(file) || IncidentFiles.All.Contains(Path.GetFileName(file))))
            {
                File.Delete(file);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // What made the write fail is the news.
        }
    }
}
