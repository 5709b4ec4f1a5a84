using System.Net;
using InfernoSim.Capture;
using InfernoSim.Incidents;

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
    private Task? _completed;

    private SingleLogRecording(string path, IncidentLogWriter writer, InboundCapture? inbound, OutboundCapture? outbound)
    {
        _path = path;
        _writer = writer;
        _inbound = inbound;
        _outbound = outbound;
    }

    public Uri? InboundAddress => _inbound?.Address;

    public Uri? OutboundAddress => _outbound?.Address;

    public CaptureCounts Counts => _inbound?.Counts ?? _outbound?.Counts ?? default;

    /// <inheritdoc/>
    public IReadOnlyList<string> OpaqueHosts => _inbound?.OpaqueHosts ?? _outbound?.OpaqueHosts ?? [];

    public IReadOnlyList<string> Notices => _writer.RepairNotice is null ? [] : [_writer.RepairNotice];

    public Task<CaptureException> Faulted => _inbound?.Faulted ?? _outbound!.Faulted;

    public string? Incident => IsPartOfIncident && File.Exists(PathOf(IncidentFiles.Inbound)) ? Folder : null;

    private string Folder => Path.GetDirectoryName(_path) is { Length: > 0 } folder ? folder : ".";

    private bool IsPartOfIncident => Path.GetFileName(_path) == (_inbound is null ? IncidentFiles.Outbound : IncidentFiles.Inbound);

    public static async Task<IRecording> StartAsync(CaptureInvocation request, CancellationToken cancellationToken)
    {
        IncidentLogWriter writer = OpenLog(request);
        try
        {
            var options = new CaptureOptions { MaxBodyBytes = request.MaxBody, CaptureSensitiveData = request.CaptureSensitiveData };
            return request.Listen is not null
                ? new SingleLogRecording(request.Destination, writer, await InboundCapture.StartAsync(request.Listen, request.Forward!, writer, options, cancellationToken: cancellationToken), null)
                : new SingleLogRecording(request.Destination, writer, null, await OutboundCapture.StartAsync(request.OutboundListen!, writer, options, cancellationToken: cancellationToken));
        }
        catch
        {
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
            return IncidentLogWriter.Open(request.Destination, request.Append);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException($"Cannot write to {request.Destination}: {failure.Message} Choose a file that you may write to.", failure);
        }
    }

    private async Task CompleteOnceAsync()
    {
        await (_inbound?.StopAsync() ?? _outbound!.StopAsync());
        await _writer.DisposeAsync();
        if (IsPartOfIncident)
        {
            MetadataFile.Write(Folder, new IncidentMetadata
            {
                CapturedAt = TimeProvider.System.GetUtcNow(),
                Host = Dns.GetHostName(),
                InboundCount = CountEvents(IncidentFiles.Inbound),
                OutboundCount = CountEvents(IncidentFiles.Outbound),
            });
        }
    }

    private long CountEvents(string name) => File.Exists(PathOf(name)) ? LogTail.Inspect(PathOf(name)).Events : 0;

    private string PathOf(string name) => Path.Combine(Folder, name);
}
