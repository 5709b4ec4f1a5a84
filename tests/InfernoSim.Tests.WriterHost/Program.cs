using System.Text;
using InfernoSim.Incidents;

// Arguments: the log to continue, and how many producers write to it at the same time.
(string path, int producers) = (args[0], int.Parse(args[1]));
using Stream acknowledgements = Console.OpenStandardOutput();
await using var writer = IncidentLogWriter.Open(path, append: true);
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
            Timestamp = IncidentTimestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddTicks(i)),
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
