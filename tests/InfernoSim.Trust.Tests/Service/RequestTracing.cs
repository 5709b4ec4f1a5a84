using System.Diagnostics;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>Traces requests, as OpenTelemetry does in a real service; with it, HttpClient carries the trace context of a request on.</summary>
internal static class RequestTracing
{
    private static readonly ActivityListener Listener = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
    };

    static RequestTracing() => ActivitySource.AddActivityListener(Listener);

    /// <summary>Begins, once for the process.</summary>
    public static void Start()
    {
        // The static constructor does it.
    }
}
