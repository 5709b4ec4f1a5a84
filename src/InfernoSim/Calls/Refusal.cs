using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Calls;

/// <summary>What the service under test is told when the incident has no answer for a call.</summary>
internal static class Refusal
{
    private static readonly HeaderMap Json = HeaderMap.Of(("Content-Type", "application/problem+json"));

    /// <summary>502 with a reason: fail closed, never the network.</summary>
    public static DependencyAnswer Of(DependencyRequest request, string reason, string? nearest, CallDifference? difference)
    {
        var body = new Dictionary<string, object>
        {
            ["title"] = "The incident has no answer for this call.",
            ["call"] = CallDisplay.Of(request),
            ["reason"] = reason,
        };
        if (nearest is not null)
        {
            body["nearestRecordedCall"] = nearest;
        }

        if (difference is not null)
        {
            body["differsAt"] = difference.Location;
            body["expected"] = difference.Expected;
            body["got"] = difference.Got;
        }

        return new DependencyAnswer { Status = 502, Headers = Json, Body = JsonSerializer.SerializeToUtf8Bytes(body) };
    }

    /// <summary>A status that a fault rule asked for.</summary>
    public static DependencyAnswer Injected(int status, DependencyRequest request)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["title"] = "A fault was injected into this call.",
            ["call"] = CallDisplay.Of(request),
        });
        return new DependencyAnswer { Status = status, Headers = Json, Body = body };
    }
}
