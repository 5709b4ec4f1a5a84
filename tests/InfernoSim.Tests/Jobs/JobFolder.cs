using InfernoSim.Incidents;

namespace InfernoSim.Tests.Jobs;

/// <summary>An incident on disk, with a <c>replay.yaml</c> beside it.</summary>
internal sealed class JobFolder : IDisposable
{
    private readonly TestFolder _folder = new();

    public string Incident => _folder.File("incident");

    public string File(string name) => _folder.File(name);

    public static async Task<JobFolder> WriteAsync(Incident incident, string? rules = null)
    {
        var folder = new JobFolder();
        await using (IncidentWriter writer = IncidentWriter.Open(folder.Incident))
        {
            foreach (RecordedExchange exchange in incident.Exchanges)
            {
                await writer.Inbound.AppendAsync(exchange.Request);
                await writer.Inbound.AppendAsync(exchange.Response!);
                foreach (IncidentEvent call in exchange.Calls)
                {
                    await writer.Outbound.AppendAsync(call);
                }
            }

            await writer.CompleteAsync(new IncidentMetadata());
        }

        if (rules is not null)
        {
            await System.IO.File.WriteAllTextAsync(Path.Combine(folder.Incident, "replay.yaml"), rules);
        }

        return folder;
    }

    public void Dispose() => _folder.Dispose();
}
