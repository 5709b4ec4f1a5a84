using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InfernoSim.Replay;

namespace InfernoSim.Verdicts;

/// <summary>Keeps the last run's figures for each incident and options, in a folder of its own: an incident folder is never written to.</summary>
/// <param name="folder">The folder; made when something is saved.</param>
public sealed class BaselineStore(string folder)
{
    // The file may have been edited: what is missing or null in it makes it unreadable, not half a baseline.
    private static readonly JsonSerializerOptions Strict = new() { RespectNullableAnnotations = true };

    /// <summary>
    /// <c>INFERNOSIM_STATE</c> where that is set, otherwise <c>infernosim</c> in the user's local application data, or among
    /// the temporary files where the user has none.
    /// </summary>
    public static string DefaultFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("INFERNOSIM_STATE") is { Length: > 0 } chosen)
            {
                return chosen;
            }

            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "infernosim");
        }
    }

    /// <summary>The last run's figures.</summary>
    /// <param name="plan">The incident and options.</param>
    /// <returns><see langword="null"/> when there was no such run, or what was kept cannot be read.</returns>
    public ReplayBaseline? Load(ReplayPlan plan)
    {
        string path = PathOf(plan);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ReplayBaseline>(File.ReadAllBytes(path), Strict) : null;
        }
        catch (JsonException)
        {
            // A baseline is a convenience; one that cannot be read is replaced by the next save.
            return null;
        }
    }

    /// <summary>Keeps a run's figures; a reader sees the old ones or the new ones, never half of them.</summary>
    /// <param name="plan">The incident and options.</param>
    /// <param name="summary">The run.</param>
    /// <exception cref="IOException">The folder cannot be written to, or is inside the incident's.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(ReplayPlan plan, ReplaySummary summary)
    {
        string path = PathOf(plan);
        ThrowIfInside(plan.Incident.Folder);
        Directory.CreateDirectory(folder);
        string partial = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp";
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(ReplayBaseline.From(summary)));
        File.Move(partial, path, overwrite: true);
    }

    private void ThrowIfInside(string incident)
    {
        string relative = Path.GetRelativePath(Path.GetFullPath(incident), Path.GetFullPath(folder));
        bool isOutside = relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative);
        if (!isOutside)
        {
            throw new IOException($"The folder {folder} is inside the incident {incident}, which a replay does not write to.");
        }
    }

    private string PathOf(ReplayPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(plan.BaselineKey));
        return Path.Combine(folder, $"{Convert.ToHexStringLower(key.AsSpan(0, 16))}.json");
    }
}
