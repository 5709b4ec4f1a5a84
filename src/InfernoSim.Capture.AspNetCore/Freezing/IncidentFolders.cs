using System.Globalization;
using InfernoSim.Capture.AspNetCore.Ring;
using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Incidents;
using Microsoft.Extensions.Hosting;

namespace InfernoSim.Capture.AspNetCore.Freezing;

/// <summary>Writes incidents into the recorder's folder: each appears there when it is whole.</summary>
/// <param name="recorder">The recorder.</param>
/// <param name="environment">Names the environment where the options do not.</param>
internal sealed class IncidentFolders(Recorder recorder, IHostEnvironment environment) : IDisposable
{
    private const string TriggerMember = "trigger";
    private const string RecorderMember = "recorder";

    // As many as go to the file in few system calls.
    private const int Batch = 512;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Writes an incident.</summary>
    /// <param name="trigger">Why.</param>
    /// <param name="snapshot">What it holds.</param>
    /// <returns>Its folder, as an absolute path.</returns>
    /// <exception cref="IOException">It could not be written; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public async Task<string> WriteAsync(FreezeTrigger trigger, RingSnapshot snapshot)
    {
        await _one.WaitAsync();
        try
        {
            string root = Path.GetFullPath(recorder.Options.Folder);
            OwnerOnly.CreateFolder(root);
            string draft = Path.Combine(root, $".freezing-{RandomIds.New()}");
            try
            {
                await WriteAsync(draft, trigger, snapshot);
                string folder = FreeName(root, trigger);
                Directory.Move(draft, folder);
                DeleteOldest(root);
                return folder;
            }
            catch
            {
                TryDelete(draft);
                throw;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task WriteAsync(string folder, FreezeTrigger trigger, RingSnapshot snapshot)
    {
        await using var writer = IncidentWriter.Open(folder);
        foreach ((LogKind Log, SerializedEvent Event)[] batch in snapshot.ReadAll().Chunk(Batch))
        {
            Task[] appended = [.. batch.Select(item => LogOf(writer, item.Log).AppendAsync(item.Event).AsTask())];
            await Task.WhenAll(appended);
        }

        await writer.CompleteAsync(new IncidentMetadata
        {
            CapturedAt = recorder.Time.GetUtcNow(),
            Env = recorder.Options.Env ?? environment.EnvironmentName,
            Host = Environment.MachineName,
            Privacy = recorder.Privacy,
            NotRecorded = [.. recorder.NotRecorded.All, .. snapshot.Drops.Select(drop => drop.Describe()), .. Unreadable(snapshot), .. snapshot.LeftOut.Select(left => left.Describe())],
            UnseenChanges = snapshot.LeftOut.Sum(left => left.Changes),
            UnknownMembers = [new(TriggerMember, trigger.ToJson()), new(RecorderMember, Describe(snapshot))],
        });
    }

    private static IncidentLogWriter LogOf(IncidentWriter writer, LogKind kind) => kind switch
    {
        LogKind.Inbound => writer.Inbound,
        LogKind.Outbound => writer.Outbound,
        _ => writer.Sql,
    };

    private static IEnumerable<string> Unreadable(RingSnapshot snapshot) => snapshot.Unreadable == 0
        ? []
        : [$"{(snapshot.Unreadable == 1 ? "1 exchange" : $"{snapshot.Unreadable.ToString(CultureInfo.InvariantCulture)} exchanges")} could not be read back from disk, whole or in part ({nameof(FlightRecorderOptions.MaxDisk)})"];

    private static ReadOnlyMemory<byte> Describe(RingSnapshot snapshot) => FreezeTrigger.Json(json =>
    {
        json.WriteString("from", snapshot.From.UtcDateTime);
        json.WriteNumber("exchanges", snapshot.Exchanges);
        json.WriteNumber("unfinished", snapshot.Unfinished);
        json.WriteNumber("dropped", snapshot.Dropped);
        json.WriteNumber("evicted", snapshot.Evicted);
        foreach (IGrouping<LeftOutCause, LeftOutExchanges> leftOut in snapshot.LeftOut.GroupBy(left => left.Cause))
        {
            json.WriteNumber(leftOut.Key == LeftOutCause.Sampling ? "sampledOut" : "cpuLimited", leftOut.Sum(left => left.Count));
        }
    });

    private static string FreeName(string root, FreezeTrigger trigger)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{trigger.At.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{trigger.Kind}");
        string path = Path.Combine(root, name);
        for (int next = 2; Directory.Exists(path); next++)
        {
            path = Path.Combine(root, $"{name}-{next}");
        }

        return path;
    }

    // Only what a recorder has frozen: whatever else somebody keeps there is theirs.
    private void DeleteOldest(string root)
    {
        IEnumerable<string> frozen = Directory.EnumerateDirectories(root)
            .Where(folder => !Path.GetFileName(folder).StartsWith('.') && IsFrozen(folder))
            .OrderByDescending(Path.GetFileName, StringComparer.Ordinal)
            .Skip(recorder.Options.MaxIncidents);
        foreach (string folder in frozen.ToArray())
        {
            TryDelete(folder);
        }
    }

    private static bool IsFrozen(string folder)
    {
        try
        {
            return MetadataFile.Read(folder)?.UnknownMembers.Any(member => member.Key == TriggerMember) == true;
        }
        catch (Exception failure) when (failure is IncidentFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What cannot be deleted stays.
        }
    }
}
