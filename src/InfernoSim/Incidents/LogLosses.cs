namespace InfernoSim.Incidents;

/// <summary>
/// What is missing from a log, by what is left: a capture numbers the events of each log from 1 without a gap, and counts
/// them in <c>incident.json</c>. Recordings without a <c>schema</c> were numbered and counted by rules of their own.
/// </summary>
internal static class LogLosses
{
    /// <summary>Compares a log with itself and with what was counted.</summary>
    /// <param name="file">The name of the log.</param>
    /// <param name="log">What it holds.</param>
    /// <param name="metadata">What was counted.</param>
    public static IEnumerable<IncidentLoss> Of(string file, LogContent log, IncidentMetadata metadata)
    {
        LetGo letGo = log.LetGo ?? default;
        var numbers = new SequenceGaps();
        long among = 0;
        foreach (IncidentEvent e in log.Events)
        {
            long first = numbers.Last + 1;
            long skipped = numbers.Add(e.Sequence ?? 0);

            // Nobody knows which of these were lost, and which made room.
            long early = Math.Max(0, Math.Min(skipped, letGo.Through - first + 1));
            among += early;
            if (skipped > early)
            {
                first += early;
                yield return new IncidentLoss(file, first == numbers.Last - 1 ? $"event {first} is missing" : $"events {first} to {numbers.Last - 1} are missing");
            }
        }

        if (among > letGo.Events)
        {
            yield return new IncidentLoss(file, $"{CountOf(among - letGo.Events)} missing among the first {letGo.Through}");
        }

        long counted = metadata.CountOf(file);
        long atEnd = counted - numbers.Missing - log.Report.Events;
        if (atEnd > 0)
        {
            yield return new IncidentLoss(file, $"{CountOf(atEnd)} missing at the end ({IncidentFiles.Metadata} counts {counted})");
        }
    }

    /// <summary>Compares a log with what was counted, which knows less of it where a recording that was continued has not ended in order.</summary>
    /// <param name="file">The name of the log.</param>
    /// <param name="log">What it holds.</param>
    /// <param name="metadata">What was counted.</param>
    /// <returns><see langword="null"/> where all of it was counted, or nobody counted.</returns>
    public static string? Untold(string file, LogContent log, IncidentMetadata metadata)
    {
        var numbers = new SequenceGaps();
        foreach (IncidentEvent e in log.Events)
        {
            numbers.Add(e.Sequence ?? 0);
        }

        long counted = metadata.CountOf(file);
        long uncounted = numbers.Missing + log.Report.Events - counted;
        return counted > 0 && uncounted > 0
            ? $"{IncidentFiles.Metadata} is older than {file}: it does not count the last {(uncounted == 1 ? "event" : $"{uncounted} events")} of it, which a recording wrote that goes on or was not ended in order."
            : null;
    }

    private static string CountOf(long events) => events == 1 ? "1 event is" : $"{events} events are";
}
