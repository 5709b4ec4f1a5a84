namespace InfernoSim.Incidents;

/// <summary>The bodies of an incident that are not those that were recorded, by their hash and their length.</summary>
internal static class DamagedBodies
{
    private const int MostNamed = 5;

    /// <summary>Checks every body that was kept whole.</summary>
    /// <param name="incident">The incident.</param>
    public static IReadOnlyList<IncidentLoss> In(Incident incident)
    {
        IncidentLoss[] damaged =
        [
            .. Bodies(incident).AsParallel().AsOrdered()
                .Where(kept => kept.Body.Damage is not null)
                .Select(kept => new IncidentLoss(kept.File, $"the {kept.Name} is not the one that was recorded: {kept.Body.Damage}")),
        ];
        return damaged.Length <= MostNamed
            ? damaged
            : [.. damaged.Take(MostNamed), new IncidentLoss(incident.Folder, $"{damaged.Length - MostNamed} more bodies are not those that were recorded")];
    }

    private static IEnumerable<(string File, string Name, RecordedBody Body)> Bodies(Incident incident)
    {
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            string of = $"exchange {exchange.Index + 1} ({exchange.Request.Method ?? "GET"} {exchange.Request.Url})";
            yield return (IncidentFiles.Inbound, $"request body of {of}", exchange.Request.Body);
            if (exchange.Response is { } response)
            {
                yield return (IncidentFiles.Inbound, $"response body of {of}", response.Body);
            }
        }

        foreach (IncidentEvent call in incident.Exchanges.SelectMany(exchange => exchange.Calls).Concat(incident.UnattributedCalls))
        {
            string of = $"the dependency call {call.Method} {call.Url}";
            yield return (IncidentFiles.Outbound, $"request body of {of}", call.Body);
            yield return (IncidentFiles.Outbound, $"response body of {of}", call.ResponseBody);
        }
    }
}
