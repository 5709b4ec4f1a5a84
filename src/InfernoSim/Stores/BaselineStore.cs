using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InfernoSim.Baselines;
using InfernoSim.Planning;
using InfernoSim.Verdicts;

namespace InfernoSim.Stores;

/// <summary>
/// Keeps the figures of earlier replays for each incident, options and class of machines, in a file outside of the incident
/// folder, which is never written to.
/// </summary>
internal sealed class BaselineStore
{
    private readonly string _folder;
    private readonly string? _file;

    /// <summary>A store with a file for each incident and set of options.</summary>
    /// <param name="folder">The folder; made when something is saved.</param>
    public BaselineStore(string folder)
        : this(folder, null)
    {
    }

    private BaselineStore(string folder, string? file)
    {
        _folder = folder;
        _file = file;
    }

    /// <summary>The user's own folder.</summary>
    public static string DefaultFolder => UserFolder.Default;

    /// <summary>The store that a replay's options ask for: the file they name, or <see cref="DefaultFolder"/>.</summary>
    /// <param name="plan">The replay.</param>
    /// <returns>The store.</returns>
    public static BaselineStore For(ReplayPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Options.Baseline is { } file
            ? new BaselineStore(Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFullPath(file))
            : new BaselineStore(DefaultFolder);
    }

    /// <summary>What is known of earlier replays.</summary>
    /// <param name="plan">The incident and options.</param>
    /// <returns><see langword="null"/> when there was none on such a machine, or what was kept by default cannot be read.</returns>
    /// <exception cref="ReplayConfigurationException">The file that the options name is not a baseline, or one of something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public ReplayBaseline? Load(ReplayPlan plan)
    {
        BaselineEntry? entry = Read(plan).Machines.GetValueOrDefault(MachineClass.Current);
        return entry is null ? null : entry.Last with { Sessions = entry.Sessions };
    }

    /// <summary>Keeps a run's figures; a reader sees the old ones or the new ones, never half of them.</summary>
    /// <param name="plan">The incident and options.</param>
    /// <param name="summary">The run.</param>
    /// <exception cref="ReplayConfigurationException">The file that the options name is not a baseline, or one of something else.</exception>
    /// <exception cref="IOException">The folder cannot be written to, or is inside the incident's.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(ReplayPlan plan, ReplaySummary summary)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(summary);
        ThrowIfInside(plan.Incident.Folder);
        Read(plan).With(summary).Write(PathOf(plan));
    }

    /// <summary>Finds out before a replay whether it can be kept after it.</summary>
    /// <exception cref="IOException">The file is a folder, its folder cannot be written to, or is inside the incident's.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    internal void ThrowIfNotWritable(ReplayPlan plan)
    {
        ThrowIfInside(plan.Incident.Folder);
        string path = PathOf(plan);
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder.");
        }

        Directory.CreateDirectory(_folder);
#pragma warning disable RS0030 // Two that look at once must not meet.
        using FileStream probe = File.Create($"{path}.{Environment.ProcessId}.{Guid.NewGuid():n}.tmp", bufferSize: 1, FileOptions.DeleteOnClose);
#pragma warning restore RS0030
    }

    private BaselineFile Read(ReplayPlan plan)
    {
        string path = PathOf(plan);
        try
        {
            BaselineFile file = File.Exists(path) ? BaselineFile.Read(path) : BaselineFile.For(plan);
            if (_file is null || file.WhyForeign(plan) is not { } why)
            {
                return file;
            }

            throw new ReplayConfigurationException($"The baseline {path} cannot be used: {why}. Name another file, one for each incident and set of options.");
        }
        catch (JsonException broken)
        {
            // By default a baseline is a convenience; one that cannot be read is replaced by the next save.
            return _file is null
                ? BaselineFile.For(plan)
                : throw new ReplayConfigurationException($"The baseline {path} cannot be read: {broken.Message} Delete it, and the next replay begins a new one, or name another file.", broken);
        }
    }

    private void ThrowIfInside(string incident)
    {
        string relative = Path.GetRelativePath(Path.GetFullPath(incident), Path.GetFullPath(_folder));
        bool isOutside = relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative);
        if (!isOutside)
        {
            throw new IOException($"The folder {_folder} is inside the incident {incident}, which a replay does not write to.");
        }
    }

    /// <summary>The file of an incident and options.</summary>
    internal string PathOf(ReplayPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (_file is not null)
        {
            return _file;
        }

        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(plan.BaselineKey));
        return Path.Combine(_folder, $"{Convert.ToHexStringLower(key.AsSpan(0, 16))}.json");
    }
}
