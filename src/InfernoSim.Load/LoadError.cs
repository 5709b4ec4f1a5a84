using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Responses;

namespace InfernoSim.Load;

/// <summary>Says what is wrong with a response under load, in words of which there are few, so that they can be counted.</summary>
internal static class LoadError
{
    /// <summary>The first difference from the recording, or <see langword="null"/>.</summary>
    public static string? Of(PlannedExchange exchange, ObservedResponse response, string traceId)
    {
        if (response.Failure == ResponseFailure.Stalled)
        {
            return $"{exchange.Display}: no response before the measurement was over";
        }

        ResponseComparison comparison = ResponseComparer.Compare(exchange, response, traceId);
        return comparison.Differences.Count == 0 ? null : $"{exchange.Display}: {Describe(comparison.Differences[0], response)}";
    }

    private static string Describe(ResponseDifference difference, ObservedResponse response) => difference.Kind switch
    {
        DivergenceKind.ResponseStatus => $"status {response.Status}, recorded {difference.Expected}",
        DivergenceKind.ResponseFailed => response.Failure.Describe(),
        DivergenceKind.ResponseBody => "another body than recorded",
        DivergenceKind.ResponseHeader => $"header {difference.Location} is not as recorded",
        _ => "not as recorded",
    };
}
