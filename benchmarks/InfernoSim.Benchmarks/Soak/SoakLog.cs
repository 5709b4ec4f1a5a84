using System.Text.Json;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>A log as it lies on the disk, read without the reader of incidents.</summary>
internal sealed class SoakLog
{
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);

    private SoakLog()
    {
    }

    /// <summary>How many lines it has.</summary>
    public long Lines { get; private set; }

    /// <summary>How many of them are no event.</summary>
    public long Broken { get; private set; }

    /// <summary>Reads a log.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="type">The events that are the end of an exchange.</param>
    public static SoakLog Read(string path, string type)
    {
        var log = new SoakLog();
        foreach (string line in File.ReadLines(path))
        {
            log.Lines++;
            try
            {
                log.Take(line, type);
            }
            catch (JsonException)
            {
                log.Broken++;
            }
        }

        return log;
    }

    /// <summary>Those of the targets whose exchanges are not in it with their answer.</summary>
    public IReadOnlyList<string> Missing(IEnumerable<string> targets) => [.. targets.Where(target => !_answered.Contains(target))];

    private void Take(string line, string type)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement e = document.RootElement;
        if (e.GetProperty("type").GetString() == type && e.TryGetProperty("status", out JsonElement status) && status.GetInt32() == 200 && !e.TryGetProperty("error", out _))
        {
            string url = e.GetProperty("url").GetString()!;
            _answered.Add(Uri.TryCreate(url, UriKind.Absolute, out Uri? absolute) && absolute.Scheme == Uri.UriSchemeHttp ? absolute.AbsolutePath : url);
        }
    }
}
