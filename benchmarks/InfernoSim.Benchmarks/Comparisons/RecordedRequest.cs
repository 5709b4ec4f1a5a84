using System.Net.Http.Headers;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Servers;
using InfernoSim.Incidents;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>Whether a flight recorder has all of a request: one that leaves something out costs less than it should.</summary>
internal static class RecordedRequest
{
    /// <summary>Makes the first request to a service, and looks into the incident that it writes.</summary>
    /// <param name="service">The service.</param>
    /// <param name="folder">Where it puts incidents.</param>
    /// <param name="work">What it does for the request.</param>
    /// <param name="bodyBytes">The size of the body, and at least that of the answer.</param>
    /// <exception cref="BenchmarkException">Something is missing.</exception>
    public static async Task CheckAsync(ChildProcess service, string folder, BodyWork work, int bodyBytes)
    {
        using var client = new HttpClient();
        using var order = new ByteArrayContent(Order.Json(bodyBytes)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(TrivialService.ContentType) } };
        using HttpResponseMessage response = await client.PostAsync(new Uri($"http://{service.Address}/orders"), order);
        if (!response.IsSuccessStatusCode)
        {
            throw new BenchmarkException($"The service has answered the first request with {(int)response.StatusCode}.");
        }

        await service.AskAsync<BodyServiceCounts>(BodyService.Freeze);
        Incident incident = IncidentReader.Read(Directory.GetDirectories(folder).Single());
        string[] missing = [.. MissingOf(incident.Exchanges, work, bodyBytes)];
        if (missing.Length > 0)
        {
            throw new BenchmarkException($"The flight recorder lacks something of the first request: {string.Join(", ", missing)}.");
        }
    }

    private static IEnumerable<string> MissingOf(IReadOnlyList<RecordedExchange> exchanges, BodyWork work, int bodyBytes)
    {
        if (exchanges is not [{ Request: { } request, Response: { } response, Calls: { } calls }])
        {
            return ["the exchange with its response"];
        }

        IEnumerable<(string Name, bool IsThere)> parts =
        [
            ("the body of the request", request.Body.Size == bodyBytes),
            ("the body of the response", response.Body.Size >= bodyBytes),
            .. CallsOf(work).Select(call => (call.Name, calls.Any(call.IsThis))),
        ];
        return parts.Where(part => !part.IsThere).Select(part => part.Name);
    }

    private static IEnumerable<(string Name, Func<IncidentEvent, bool> IsThis)> CallsOf(BodyWork work) => work switch
    {
        BodyWork.None => [],
        BodyWork.Call => [("the call", call => IsAnswered(call, "http:"))],
        _ =>
        [
            ("the call over https", call => IsAnswered(call, "https:") && call.GrpcServiceMethod is null),
            ("the gRPC call", call => IsAnswered(call, "https:") && call is { GrpcServiceMethod: not null, GrpcStatus: "0" }),
            ("the statement that reads", call => call is { Type: IncidentEventType.SqlStatement, Method: "SELECT", ResponseBody.Size: > 0 }),
            ("the statement that writes", call => call is { Type: IncidentEventType.SqlStatement, Method: "UPDATE" }),
        ],
    };

    private static bool IsAnswered(IncidentEvent call, string scheme) =>
        call is { Type: IncidentEventType.OutboundCall, Status: 200, ResponseBody.Size: > 0 } && call.Url!.StartsWith(scheme, StringComparison.Ordinal);
}
