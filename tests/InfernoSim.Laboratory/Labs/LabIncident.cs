using InfernoSim.Incidents;

namespace InfernoSim.Laboratory.Labs;

/// <summary>Writes the incident of a lab: equal requests, evenly spaced.</summary>
internal static class LabIncident
{
    private const long Start = 1_700_000_000_000_000_000;
    private const long Second = 1_000_000_000;

    public static async Task WriteAsync(Lab lab, string folder)
    {
        // Requests that overlapped when they were recorded may overlap again; those that did not take turns.
        long gap = lab.Rate > 0 ? Second * lab.Workers / lab.Rate : Second / 1000;
        long length = lab.Rate > 0 ? 3600 * Second : gap / 2;
        await using IncidentWriter writer = IncidentWriter.Open(folder);
        for (int i = 0; i < lab.Requests; i++)
        {
            string id = $"{i + 1:x32}";
            long time = Start + (i * gap);
            await writer.Inbound.AppendAsync(Event(IncidentEventType.InboundRequest, id, time) with
            {
                Method = "GET",
                Url = $"/{lab.Path}",
                Headers = HeaderMap.Of(("Host", "laboratory.test")),
            });
            for (int call = 0; call < lab.Calls.Length; call++)
            {
                await writer.Outbound.AppendAsync(Event(IncidentEventType.OutboundCall, id, time + (length * (call + 1) / (lab.Calls.Length + 2))) with
                {
                    Method = "GET",
                    Url = $"http://{lab.Calls[call]}/item",
                    Service = lab.Calls[call],
                    Status = 200,
                    ResponseCaptured = true,
                    ResponseHeaders = HeaderMap.Of(("Content-Type", "text/plain")),
                    ResponseBody = RecordedBody.FromBytes("item"u8.ToArray()),
                });
            }

            await writer.Inbound.AppendAsync(Event(IncidentEventType.InboundResponse, id, time + length) with
            {
                Method = "GET",
                Url = $"/{lab.Path}",
                Status = 200,
                Headers = HeaderMap.Of(("Content-Type", "text/plain; charset=utf-8")),
                Body = RecordedBody.FromBytes("ok"u8.ToArray()),
            });
        }

        await writer.CompleteAsync(new IncidentMetadata());
    }

    private static IncidentEvent Event(IncidentEventType type, string id, long time) => new() { Type = type, TraceId = id, Timestamp = new IncidentTimestamp(time) };
}
