namespace InfernoSim.Incidents;

/// <summary>
/// Writes an incident folder: its logs while it is recorded, <c>incident.json</c> when it is complete, and a <c>.gitignore</c>
/// by which the logs are committed where others are ignored. There is a <c>sql.log</c> only where there are statements.
/// </summary>
internal sealed class IncidentWriter : IAsyncDisposable
{
    private readonly IncidentMetadata? _earlier;
    private readonly ReservedFile? _room;
    private readonly Lazy<IncidentLogWriter> _sql;

    private IncidentWriter(string folder, IncidentMetadata? earlier, ReservedFile? room, IncidentLogWriter inbound, IncidentLogWriter outbound, Func<IncidentLogWriter> openSql)
    {
        Folder = folder;
        _earlier = earlier;
        _room = room;
        Inbound = inbound;
        Outbound = outbound;
        _sql = new Lazy<IncidentLogWriter>(openSql);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The writer of <c>inbound.log</c>.</summary>
    public IncidentLogWriter Inbound { get; }

    /// <summary>The writer of <c>outbound.log</c>.</summary>
    public IncidentLogWriter Outbound { get; }

    /// <summary>The writer of <c>sql.log</c>, which is made when it is first asked for.</summary>
    public IncidentLogWriter Sql => _sql.Value;

    /// <summary>How many events made room for newer ones, before as well.</summary>
    public long LetGoEvents => Inbound.LetGoEvents + Outbound.LetGoEvents + (_sql.IsValueCreated ? Sql.LetGoEvents : 0);

    /// <summary>Whether there was an event that did not fit.</summary>
    public bool IsFull => Inbound.IsFull;

    /// <summary>What was done to the ends of logs that are continued, and that the disk is full already, one line each.</summary>
    public IReadOnlyList<string> RepairNotices =>
        [.. new[] { Inbound.RepairNotice, Outbound.RepairNotice, _sql.IsValueCreated ? Sql.RepairNotice : null, MetadataFile.NoticeOfMissing(_room, Folder) }.OfType<string>()];

    /// <summary>Opens a folder for recording, and makes it if need be, its owner's alone.</summary>
    /// <param name="folder">The folder. One that is there keeps its permissions; the files in it are their owner's alone.</param>
    /// <param name="append">Whether to continue a recording that is there.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="IncidentFormatException">
    /// The folder holds a recording and <paramref name="append"/> is <see langword="false"/>, another writer has it, or a file in it is broken.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static IncidentWriter Open(string folder, bool append = false) => Open(folder, append, Timeout.InfiniteTimeSpan, TimeProvider.System);

    /// <inheritdoc cref="Open(string, bool)"/>
    /// <param name="folder">The folder.</param>
    /// <param name="append">Whether to continue a recording that is there.</param>
    /// <param name="patience">How long a write may take before it has failed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="maxBytes">How many bytes the logs may have together, those that are there among them; <see langword="null"/> for as many as they take.</param>
    /// <param name="keepsNewest">Whether the oldest exchanges make room where they have as many; otherwise the recording is over then.</param>
    public static IncidentWriter Open(string folder, bool append, TimeSpan patience, TimeProvider time, long? maxBytes = null, bool keepsNewest = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        OwnerOnly.CreateFolder(folder);
        if (!append)
        {
            RefuseRecording(folder);
        }

        IncidentMetadata? earlier = MetadataFile.Read(folder);
        LogRoom? room = LogRoom.Of(maxBytes, folder, IncidentFiles.Logs.Select(name => Path.Combine(folder, name)), keepsNewest);
        IncidentLogWriter OpenLog(string name, bool mayExist) => IncidentLogWriter.Open(Path.Combine(folder, name), mayExist, patience, time, room, earlier?.CountedOf(name));

        IncidentLogWriter inbound = OpenLog(IncidentFiles.Inbound, append);
        IncidentLogWriter? outbound = null;
        ReservedFile? reserved = null;
        try
        {
            outbound = OpenLog(IncidentFiles.Outbound, append);
            reserved = MetadataFile.Reserve(folder);
            GitIgnoreFile.WriteIn(folder);
            var writer = new IncidentWriter(folder, earlier, reserved, inbound, outbound, () => OpenLog(IncidentFiles.Sql, mayExist: true));
            writer.OpenContinuedSql(keepsNewest);
            return writer;
        }
        catch
        {
            reserved?.Dispose();
            inbound.Abandon();
            outbound?.Abandon();
            throw;
        }
    }

    /// <summary>
    /// Closes the logs, and writes <c>incident.json</c> with the number of events they hold, also those from before and those that were lost before,
    /// and with the members of an earlier <c>incident.json</c> that this version does not know.
    /// </summary>
    /// <param name="metadata">What to write; its counts are replaced.</param>
    /// <param name="lost">The events that could not be written; they are counted as well, so that a reader misses them.</param>
    /// <returns>A task that completes when the folder is complete.</returns>
    /// <exception cref="IOException"><c>incident.json</c> cannot be written; the logs are whole.</exception>
    /// <exception cref="UnauthorizedAccessException"><c>incident.json</c> may not be written; the logs are whole.</exception>
    public async Task CompleteAsync(IncidentMetadata metadata, LostEvents lost = default)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        await CloseLogsAsync();
        bool isContinuedUntold = _earlier is null && Inbound.EventsBefore + Outbound.EventsBefore > 0;
        IncidentMetadata whole = metadata with
        {
            InboundCount = Inbound.Counted + lost.Inbound,
            OutboundCount = Outbound.Counted + lost.Outbound,
            SqlCount = (_sql.IsValueCreated ? Sql.Counted : _earlier?.SqlCount ?? 0) + lost.Sql,
            Privacy = IncidentPrivacy.Join(_earlier?.Privacy, isContinuedUntold ? metadata.Privacy?.OfPart() : metadata.Privacy),
            NotRecorded = [.. _earlier?.NotRecorded ?? [], .. metadata.NotRecorded],
            UnseenChanges = (_earlier?.UnseenChanges ?? 0) + metadata.UnseenChanges,
            UnknownMembers = Merge(_earlier?.UnknownMembers ?? [], metadata.UnknownMembers),
        };
        MetadataFile.Write(Folder, whole, _room);
    }

    /// <summary>Closes the logs. Without <see cref="CompleteAsync"/> the folder is a readable incident that has no <c>incident.json</c>.</summary>
    /// <returns>A task that completes when they are closed.</returns>
    public async ValueTask DisposeAsync()
    {
        // Before the locks of the logs, with which another recorder takes the room over.
        _room?.Dispose();
        await CloseLogsAsync();
    }

    private async Task CloseLogsAsync()
    {
        await Inbound.DisposeAsync();
        await Outbound.DisposeAsync();
        if (_sql.IsValueCreated)
        {
            await Sql.DisposeAsync();
        }
    }

    // Its statements go with their exchanges, also where no more come.
    private void OpenContinuedSql(bool keepsNewest)
    {
        if (keepsNewest && File.Exists(Path.Combine(Folder, IncidentFiles.Sql)))
        {
            _ = Sql;
        }
    }

    private static void RefuseRecording(string folder)
    {
        string? recorded = IncidentFiles.All
            .Select(name => Path.Combine(folder, name))
            .FirstOrDefault(path => new FileInfo(path) is { Exists: true, Length: > 0 });
        if (recorded is not null)
        {
            // To continue what is still being recorded would be refused next.
            LogLock.ThrowIfTaken(Path.Combine(folder, IncidentFiles.Inbound));
            LogLock.ThrowIfTaken(Path.Combine(folder, IncidentFiles.Outbound));
            throw new IncidentFormatException(recorded, 0, 0, "The folder already holds a recording.", "Continue it, or record to another folder.") { HoldsRecording = true };
        }
    }

    private static List<KeyValuePair<string, ReadOnlyMemory<byte>>> Merge(
        IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> earlier,
        IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> later)
    {
        var names = later.Select(m => m.Key).ToHashSet(StringComparer.Ordinal);
        return [.. earlier.Where(m => !names.Contains(m.Key)), .. later];
    }
}
