using InfernoSim.Measuring;
using InfernoSim.Planning;

namespace InfernoSim.Responses;

/// <summary>Says how a request ended, held against the incident.</summary>
internal static class RequestEndings
{
    public static RequestEnding Of(PlannedExchange exchange, ObservedResponse response)
    {
        if (response.Failure != ResponseFailure.None)
        {
            return ResponseComparer.IsAsRecorded(exchange, response.Failure) ? RequestEnding.Answered : Of(response.Failure);
        }

        int? recorded = exchange.Recorded.Response?.Status;
        return response.Status == recorded ? RequestEnding.Answered
            : response.Status is 429 or 503 ? RequestEnding.Refused
            : response.Status >= 500 && recorded is not >= 500 ? RequestEnding.Failed
            : RequestEnding.Answered;
    }

    private static RequestEnding Of(ResponseFailure failure) => failure switch
    {
        ResponseFailure.ConnectionRefused or ResponseFailure.ConnectionTimedOut or ResponseFailure.NotSent => RequestEnding.NotConnected,
        ResponseFailure.Stalled or ResponseFailure.Abandoned => RequestEnding.Unanswered,
        _ => RequestEnding.Closed,
    };
}
