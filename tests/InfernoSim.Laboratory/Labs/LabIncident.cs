using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Laboratory.Labs;

/// <summary>Writes the incident of a lab: equal requests, evenly spaced.</summary>
internal static class LabIncident
{
    public static Task WriteAsync(Lab lab, string folder)
    {
        // Requests that overlapped when they were recorded may overlap again; those that did not take turns.
        double gap = lab.Rate > 0 ? (double)lab.Workers / lab.Rate : 0.001;
        double length = lab.Rate > 0 ? 3600 : gap / 2;
        var incident = new HandmadeIncident();
        for (int i = 0; i < lab.Requests; i++)
        {
            double start = i * gap;
            RecordedCall[] calls = [.. lab.Calls.Select((dependency, call) => HandmadeIncident.Get($"http://{dependency}/item", "item") with
            {
                At = start + (length * (call + 1) / (lab.Calls.Length + 2)),
            })];
            incident.ExchangeAt(start, length, $"/{lab.Path}", 200, "text/plain; charset=utf-8", "ok", calls);
        }

        return incident.WriteAsync(folder);
    }
}
