using InfernoSim.Calls;
using InfernoSim.Planning;
using InfernoSim.Responses;
using InfernoSim.VirtualTime;

namespace InfernoSim.Replay;

/// <summary>Sends one request to the service and reads its response to the end.</summary>
internal static class RequestSender
{
    /// <summary>Sends.</summary>
    /// <param name="client">The worker's transport.</param>
    /// <param name="request">The request.</param>
    /// <param name="exchange">What was recorded.</param>
    /// <param name="scope">The exchange in flight.</param>
    /// <param name="time">The clock of the replay.</param>
    /// <param name="stop">Gives it up.</param>
    /// <returns>The response, or why there is none; never fails for what is the service's.</returns>
    public static async Task<ObservedResponse> SendAsync(
        HttpMessageInvoker client, HttpRequestMessage request, PlannedExchange exchange, ExchangeScope scope, TimeProvider time, CancellationToken stop)
    {
        bool hasHeaders = false;
        try
        {
            using HttpResponseMessage message = await client.SendAsync(request, stop);
            hasHeaders = true;
            scope.Activity.Touch();
            ObservedBody body = await ObservedBody.ReadAsync(message.Content, ResponseComparer.NeedsHash(exchange), scope.Activity.Touch, exchange.Left, stop);
            return ObservedResponses.Of(message, body) with { At = time.GetUtcNow(), Wall = new TimeFlow(time).Wall.GetUtcNow() };
        }
        catch (Exception failure) when (ResponseFailures.IsOfTransport(failure))
        {
            if (scope.HasStalled)
            {
                return new ObservedResponse { Failure = ResponseFailure.Stalled, FailureDetail = Since(scope, hasHeaders) };
            }

            return stop.IsCancellationRequested
                ? new ObservedResponse { Failure = ResponseFailure.Abandoned }
                : new ObservedResponse { Failure = ResponseFailures.Classify(failure, hasHeaders), FailureDetail = failure.Message };
        }
    }

    private static string Since(ExchangeScope scope, bool hasHeaders)
    {
        string call = scope.Activity.LastCall is { } last ? $"after the dependency call {last}" : "and no dependency call came";
        return hasHeaders ? $"{call}; the response had begun" : call;
    }
}
