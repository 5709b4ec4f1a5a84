using System.Net;
using InfernoSim.Capture;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using InfernoSim.Observations;

namespace InfernoSim.Cli.Capturing;

/// <summary>
/// The classic form: one proxy and one log. Where the log has the name it has in an incident, its folder is one, shared with the
/// process that records the other half; whichever ends last leaves the right counts in <c>incident.json</c>.
/// </summary>
internal sealed class SingleLogRecording : IRecording
{
    private readonly string _path;
    private readonly IncidentLogWriter _writer;
    private readonly InboundCapture? _inbound;
    private readonly OutboundCapture? _outbound;
    private readonly string?[] _notices;
    private readonly CaptureOptions _options;
    private readonly ReservedFile? _room;
    private Task? _completed;

    private SingleLogRecording(string path, IncidentLogWriter writer, ReservedFile? room, string?[] notices, CaptureOptions options, InboundCapture? inbound, OutboundCapture? outbound)
    {
        _path = path;
        _writer = writer;
        _room = room;
        _notices = notices;
        _options = options;
        _inbound = inbound;
        _outbound = outbound;
    }

    public Uri? InboundAddress => _inbound?.Address;

    public Uri? OutboundAddress => _outbound?.Address;

    public CaptureCounts Counts => _inbound?.Counts ?? _outbound?.Counts ?? default;

    /// <inheritdoc/>
    public IReadOnlyList<string> OpaqueHosts => _inbound?.OpaqueHosts ?? _outbound?.OpaqueHosts ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<string> CertificateProblems => _inbound?.CertificateProblems ?? _outbound?.CertificateProblems ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<FaultSummary> Faults => _outbound?.Faults ?? [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> RefusedCalls => _outbound?.RefusedCalls ?? new Dictionary<string, long>();

    /// <inheritdoc/>
    public IReadOnlyList<LimitReached> LimitsReached => [.. _inbound?.LimitsReached ?? _outbound!.LimitsReached];

    /// <inheritdoc/>
    public IReadOnlyList<string> NotRecorded => LostWords.Of(Path.GetFileName(_path), _inbound?.Lost ?? _outbound!.Lost, _writer.IsFull);

    public long EventsLetGo => _writer.LetGoEvents;

    public IReadOnlyList<string> Notices => [.. _notices.Prepend(_writer.RepairNotice).Append(IsPartOfIncident ? MetadataFile.NoticeOfMissing(_room, Folder) : null).OfType<string>()];

    public Task<CaptureException> Faulted => _inbound?.Faulted ?? _outbound!.Faulted;

    public string? Incident => IsPartOfIncident && File.Exists(PathOf(IncidentFiles.Inbound)) ? Folder : null;

    /// <inheritdoc/>
    public bool HoldsTokens => _options.ToRecorderOptions().Privacy?.HoldsTokens == true;

    private string Folder => FolderOf(_path);

    private bool IsPartOfIncident => IsIncidentLog(_path, isInbound: _inbound is not null);

    public static async Task<IRecording> StartAsync(CaptureInvocation request, CancellationToken cancellationToken)
    {
        IncidentLogWriter writer = OpenLog(request);
        ReservedFile? room = null;
        try
        {
            room = IsIncidentLog(request.Destination, isInbound: request.Listen is not null) ? MetadataFile.Reserve(FolderOf(request.Destination), Path.GetFileName(request.Destination)) : null;
            CaptureOptions options = request.ToOptions(authority: null);
            string? ignored = await PrepareCommitAsync(request, cancellationToken);
            return request.Listen is not null
                ? new SingleLogRecording(request.Destination, writer, room, [ignored], options, await InboundCapture.StartAsync(request.Listen, request.Forward!, writer, options, cancellationToken: cancellationToken), null)
                : new SingleLogRecording(request.Destination, writer, room, [ignored, Exposure.NoticeOf(request.OutboundListen!, request.Allow)], options, null, await OutboundCapture.StartAsync(request.OutboundListen!, writer, options, cancellationToken: cancellationToken));
        }
        catch
        {
            room?.Dispose();
            await writer.DisposeAsync();
            throw;
        }
    }

    public Task CompleteAsync() => _completed ??= CompleteOnceAsync();

    public async ValueTask DisposeAsync() => await CompleteAsync();

    private static IncidentLogWriter OpenLog(CaptureInvocation request)
    {
        try
        {
            LogRoom? room = LogRoom.Of(request.MaxSize, request.Destination, request.Append ? [request.Destination] : [], request.WhenFull == WhenFull.KeepNewest);
            return IncidentLogWriter.Open(request.Destination, request.Append, CaptureSessionOptions.PatienceOf(request.OnLogFailure), TimeProvider.System, room, CountedBefore(request));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException($"Cannot write to {request.Destination}: {failure.Message} Choose a file that you may write to.", failure);
        }
    }

    /// <summary>Sees that the incident can be committed.</summary>
    /// <returns>What git ignores of it all the same.</returns>
    private static async Task<string?> PrepareCommitAsync(CaptureInvocation request, CancellationToken cancellationToken)
    {
        if (!IsIncidentLog(request.Destination, isInbound: request.Listen is not null))
        {
            return null;
        }

        // In a folder with other things in it, such as a project, a rule for all logs would bring in those of others.
        string folder = FolderOf(request.Destination);
        if (Directory.EnumerateFileSystemEntries(folder).All(path => IncidentFiles.All.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal))))
        {
            GitIgnoreFile.WriteIn(folder);
        }

        return await GitWorkTree.NoticeOfIgnoredAsync(folder, cancellationToken);
    }

    private static long? CountedBefore(CaptureInvocation request) => request.Append && IsIncidentLog(request.Destination, isInbound: request.Listen is not null)
        ? MetadataFile.Read(FolderOf(request.Destination))?.CountedOf(Path.GetFileName(request.Destination))
        : null;

    private static bool IsIncidentLog(string path, bool isInbound) => Path.GetFileName(path) == (isInbound ? IncidentFiles.Inbound : IncidentFiles.Outbound);

    private static string FolderOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".";

    private async Task CompleteOnceAsync()
    {
        await (_inbound?.StopAsync() ?? _outbound!.StopAsync());
        await _writer.DisposeAsync();
        if (!IsPartOfIncident)
        {
            return;
        }

        try
        {
            MetadataFile.Write(Folder, Describe(MetadataFile.Read(Folder)), _room);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CaptureException.OfIncomplete(Folder, failure);
        }
        finally
        {
            _room?.Dispose();
        }
    }

    private IncidentMetadata Describe(IncidentMetadata? earlier) => (earlier ?? new IncidentMetadata()) with
    {
        CapturedAt = TimeProvider.System.GetUtcNow(),
        Host = Dns.GetHostName(),
        Privacy = IncidentPrivacy.JoinParts(earlier?.Privacy, _options.ToRecorderOptions().Privacy),
        NotRecorded = [.. earlier?.NotRecorded ?? [], .. CaptureWords.Refused(RefusedCalls), .. LimitsReached.Select(limit => limit.What)],
        InboundCount = _inbound is null ? CountOther(IncidentFiles.Inbound, earlier) : _writer.Counted + _inbound.Lost,
        OutboundCount = _outbound is null ? CountOther(IncidentFiles.Outbound, earlier) : _writer.Counted + _outbound.Lost,
    };

    // What the other process lost it has counted, if it has ended.
    private long CountOther(string name, IncidentMetadata? earlier)
    {
        if (!File.Exists(PathOf(name)))
        {
            return 0;
        }

        var there = LogTail.Inspect(PathOf(name));
        return Math.Max(there.Events + (there.LetGo?.Events ?? 0), earlier?.CountedOf(name) ?? 0);
    }

    private string PathOf(string name) => Path.Combine(Folder, name);
}
