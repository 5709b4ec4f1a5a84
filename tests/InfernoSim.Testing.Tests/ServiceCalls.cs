using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Testing.Tests;

/// <summary>Exchanges of the service that is replayed against here.</summary>
internal static class ServiceCalls
{
    /// <summary>The service called a dependency in some way, and said what it got.</summary>
    public static HandmadeIncident Call(this HandmadeIncident incident, string way, string url, string body, params RecordedCall[] calls) =>
        incident.Exchange($"/call/{way}?url={Uri.EscapeDataString(url)}", 200, "application/json; charset=utf-8", body, calls);
}
