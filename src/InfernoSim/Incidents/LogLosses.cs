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
        var numbers = new SequenceGaps();
        foreach (IncidentEvent e in log.Events)
        {
            long first = numbers.Last + 1;
            long skipped = numbers.Add(e.Sequence ?? 0);
            if (skipped > 0)
            {
                yield return new IncidentLoss(file, skipped == 1 ? $"event {first} is missing" : $"events {first} to {numbers.Last - 1} are missing");
            }
        }

        long counted = metadata.CountOf(file);
        long atEnd = counted - numbers.Missing - log.Report.Events;
        if (atEnd > 0)
        {
            yield return new IncidentLoss(file, $"{(atEnd == 1 ? "1 event is" : $"{atEnd} events are")} missing at the end ({IncidentFiles.Metadata} counts {counted})");
        }
    }
}
