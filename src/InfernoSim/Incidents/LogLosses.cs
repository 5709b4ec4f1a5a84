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

    private static string CountOf(long events) => events == 1 ? "1 event is" : $"{events} events are";
}
