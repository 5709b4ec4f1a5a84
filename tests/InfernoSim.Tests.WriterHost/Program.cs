using System.Text;
using InfernoSim.Incidents;

// Arguments: the log to continue, how many producers write to it at the same time, and how many bytes it may have, of which the newest are kept.
(string path, int producers) = (args[0], int.Parse(args[1]));
using Stream acknowledgements = Console.OpenStandardOutput();
long? most = args.Length > 2 ? long.Parse(args[2]) : null;
await using var writer = IncidentLogWriter.Open(path, append: true, Timeout.InfiniteTimeSpan, TimeProvider.System, LogRoom.Of(most, path, [path], keepsNewest: true));
try
{
    await Task.WhenAll(Enumerable.Range(0, producers).Select(ProduceAsync));
}
catch (IOException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 3;
}

return 0;

async Task ProduceAsync(int producer)
{
    byte[] body = Encoding.ASCII.GetBytes(new string('x', 100 + (producer * 300)));
    for (int i = 0; ; i++)
    {
        string traceId = $"{Environment.ProcessId}-{producer}-{i}";
        await writer.AppendAsync(new IncidentEvent
        {
            Type = IncidentEventType.InboundRequest,
            Timestamp = IncidentTimestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()),
            TraceId = traceId,
            Body = RecordedBody.FromBytes(body),
        });
        byte[] line = Encoding.ASCII.GetBytes(traceId + "\n");
        lock (acknowledgements)
        {
            acknowledgements.Write(line);
        }
    }
}
