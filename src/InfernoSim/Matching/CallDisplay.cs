using InfernoSim.Incidents;
using InfernoSim.Statements;

namespace InfernoSim.Matching;

/// <summary>A dependency call as a person reads it.</summary>
internal static class CallDisplay
{
    public static string Of(DependencyRequest request) => request switch
    {
        { Method: "CONNECT" } => $"CONNECT {request.Authority}",
        { IsStatement: true } => SqlDisplay.Of(request.Authority, request.Method, request.PathAndQuery, request.Body),
        _ => $"{request.Method} {request.Scheme}://{request.Authority}{request.PathAndQuery}",
    };

    public static string Of(IncidentEvent recorded) =>
        recorded.Type == IncidentEventType.SqlStatement ? SqlDisplay.Of(recorded) : $"{recorded.Method} {recorded.Url}";
}
