using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace InfernoSim.Incidents;

/// <summary>Reads incidents.</summary>
public static class IncidentReader
{
    /// <summary>
    /// Reads an incident folder. Bodies stay in their files until they are asked for, so the folder must be left as it
    /// is while the incident is used.
    /// </summary>
    /// <param name="folder">A folder with <c>inbound.log</c>, and with <c>outbound.log</c>, <c>sql.log</c> and <c>incident.json</c> where there are any.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <returns>The incident: exchanges paired, calls attributed, old forms brought into the present one.</returns>
    /// <exception cref="IncidentFormatException">The folder is not an incident, or a file in it is broken.</exception>
    public static Incident Read(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string inbound = Path.Combine(folder, IncidentFiles.Inbound);
        string outbound = Path.Combine(folder, IncidentFiles.Outbound);
        string sql = Path.Combine(folder, IncidentFiles.Sql);
        if (!File.Exists(inbound))
        {
            throw WithoutInbound(folder);
        }

        var assembly = new IncidentAssembly(folder);
        IncidentMetadata? metadata = MetadataFile.Read(folder);
        if (!File.Exists(outbound))
        {
            assembly.Notices.Add($"There is no {IncidentFiles.Outbound}: every call to a dependency will be one that was not recorded.");
        }

        foreach (LogContent log in ReadSideBySide([inbound, outbound, sql], cancellationToken))
        {
            assembly.Add(log);
        }

        return assembly.Build(metadata, ContentDigest.Of([inbound, outbound, sql], cancellationToken));
    }

    /// <summary>
    /// Reads one log, event by event, in the order of the file, in memory bounded by its longest line. Bodies are decoded
    /// when they are asked for.
    /// </summary>
    /// <param name="path">The log.</param>
    /// <param name="report">Is filled with what the reader noticed; complete when the last event was read.</param>
    /// <returns>The events.</returns>
    /// <exception cref="IncidentFormatException">While enumerating: the file is not there, or a line of it is broken.</exception>
    internal static IEnumerable<IncidentEvent> ReadEvents(string path, IncidentReadReport report)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(report);
        return Enumerate(path, report);
    }

    private static IncidentFormatException WithoutInbound(string folder)
    {
        (string problem, string remedy) = File.Exists(Path.Combine(folder, IncidentFiles.Metadata))
            ? ($"There is no {IncidentFiles.Inbound}, only {IncidentFiles.Metadata}: the logs were probably not committed, because a .gitignore holds *.log.",
                $"Where the incident was recorded, run 'git add -f' on the folder, or put a {GitIgnoreFile.Name} with the line !*.log into it, and commit the logs.")
            : NearbyIncidents.Explain(folder);
        return new IncidentFormatException(folder, 0, 0, problem, remedy);
    }

    /// <summary>Parsing is what takes the time, so that each log gets a core.</summary>
    private static LogContent[] ReadSideBySide(string[] paths, CancellationToken cancellationToken)
    {
        var logs = new LogContent[paths.Length];
        var failures = new ExceptionDispatchInfo?[paths.Length];
        Parallel.For(0, paths.Length, i =>
        {
            try
            {
                logs[i] = ReadLog(paths[i], cancellationToken);
            }
            catch (Exception e) when (e is IncidentFormatException or OperationCanceledException)
            {
                failures[i] = ExceptionDispatchInfo.Capture(e);
            }
        });
        // The first log's failure, whichever came first, so that the same incident gives the same message.
        failures.FirstOrDefault(f => f is not null)?.Throw();
        return logs;
    }

    private static LogContent ReadLog(string path, CancellationToken cancellationToken)
    {
        var report = new IncidentReadReport();
        var events = new List<IncidentEvent>();
        if (File.Exists(path))
        {
            foreach (IncidentEvent e in Enumerate(path, report))
            {
                cancellationToken.ThrowIfCancellationRequested();
                events.Add(e);
            }
        }

        return new LogContent(events, report) { File = Path.GetFileName(path) };
    }

    private static IEnumerable<IncidentEvent> Enumerate(string path, IncidentReadReport report)
    {
        using LogLineReader lines = Open(path);
        var parser = new EventParser(new LogSource(path));
        while (lines.Read())
        {
            if (ParseUnlessTorn(path, lines, parser, report) is not { } e)
            {
                yield break;
            }

            report.Count(e);
            yield return e;
        }
    }

    private static LogLineReader Open(string path)
    {
        try
        {
            return new LogLineReader(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IncidentFormatException(path, 0, 0, $"The log cannot be read: {e.Message}", "", e);
        }
    }

    private static IncidentEvent? ParseUnlessTorn(string path, LogLineReader lines, EventParser parser, IncidentReadReport report)
    {
        (long line, long offset) = (lines.LineNumber, lines.LineOffset);
        try
        {
            return parser.Parse(lines.Line, line, offset);
        }
        catch (JsonException e)
        {
            if (!lines.IsLast())
            {
                throw new IncidentFormatException(path, line, (e.BytePositionInLine ?? 0) + 1, $"Expected an event, a JSON object on one line: {Reason(e)}", "Repair the line, or remove it.", e);
            }

            report.NoteTornTail(path, line, lines.Position - offset);
            return null;
        }
    }

    /// <summary>What the JSON reader found, without the position it counts in its own way.</summary>
    private static string Reason(JsonException e)
    {
        int position = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? e.Message : e.Message[..position];
    }
}
