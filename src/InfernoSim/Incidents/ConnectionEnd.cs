namespace InfernoSim.Incidents;

/// <summary>How the connection of a caller ended that got no response, not even one of a proxy that says why.</summary>
internal static class ConnectionEnd
{
    /// <summary>It was closed.</summary>
    public const string Closed = "closed";

    /// <summary>It was reset.</summary>
    public const string Reset = "reset";

    /// <summary>Whether callers got no response to a call of an incident.</summary>
    /// <param name="incident">The incident.</param>
    public static bool IsIn(Incident incident) => incident.Exchanges.SelectMany(exchange => exchange.Calls).Concat(incident.UnattributedCalls).Any(call => call.ConnectionEnd is not null);
}
