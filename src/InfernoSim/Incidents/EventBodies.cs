namespace InfernoSim.Incidents;

/// <summary>Bodies of an event: that of a request or a response, or, of a dependency call, those of both.</summary>
[Flags]
internal enum EventBodies : byte
{
    None = 0,

    /// <summary><see cref="IncidentEvent.Body"/>.</summary>
    Primary = 1,

    /// <summary><see cref="IncidentEvent.ResponseBody"/>.</summary>
    Response = 2,
}
