using System.IO.Compression;

namespace InfernoSim.Capture.AspNetCore;

/// <summary>An incident that a recorder has written.</summary>
/// <param name="folder">The folder, as an absolute path.</param>
/// <param name="trigger">What froze it: <c>asked</c>, <c>server-errors</c>, <c>exception</c>, ...</param>
/// <param name="reason">Why.</param>
/// <param name="at">When the trigger was met.</param>
public sealed class FrozenIncident(string folder, string trigger, string reason, DateTimeOffset at)
{
    /// <summary>The folder, as an absolute path.</summary>
    public string Folder { get; } = folder;

    /// <summary>What froze it: <c>asked</c>, <c>server-errors</c>, <c>latency</c>, <c>exception</c>, <c>status</c>, <c>meter</c>, <c>log</c>, <c>endpoint</c>, <c>file</c>, <c>command</c> or <c>stop</c>.</summary>
    public string Trigger { get; } = trigger;

    /// <summary>Why.</summary>
    public string Reason { get; } = reason;

    /// <summary>When the trigger was met.</summary>
    public DateTimeOffset At { get; } = at;

    /// <summary>Writes the folder as one ZIP archive, for a store that takes streams.</summary>
    /// <param name="destination">Where to; it stays open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that completes when all is written.</returns>
    public Task WriteZipAsync(Stream destination, CancellationToken cancellationToken = default) =>
        ZipFile.CreateFromDirectoryAsync(Folder, destination, CompressionLevel.Fastest, includeBaseDirectory: true, cancellationToken);
}
