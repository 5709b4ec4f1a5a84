using System.Net;
using System.Net.Http.Headers;
using InfernoSim.Calls;
using InfernoSim.Planning;
using InfernoSim.Responses;
using InfernoSim.VirtualTime;
using InfernoSim.WebSockets;

namespace InfernoSim.Replay;

/// <summary>Sends one request to the service and reads its response to the end.</summary>
internal static class RequestSender
{
    // How often to look whether the calls of a request that is to be left have been made.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends.</summary>
    /// <param name="client">The worker's transport.</param>
    /// <param name="request">The request.</param>
    /// <param name="exchange">What was recorded.</param>
    /// <param name="scope">The exchange in flight.</param>
    /// <param name="time">The clock of the replay.</param>
    /// <param name="stop">Gives it up.</param>
    /// <param name="order">The order of what is said over WebSockets; <see langword="null"/> where nothing else has to be waited for.</param>
    /// <returns>The response, or why there is none; never fails for what is the service's.</returns>
    public static async Task<ObservedResponse> SendAsync(
        HttpMessageInvoker client, HttpRequestMessage request, PlannedExchange exchange, ExchangeScope scope, TimeProvider time, CancellationToken stop, ConversationOrder? order = null)
    {
        bool hasHeaders = false;
        using ServiceConversation? conversation = Begin(exchange, scope, order);
        var turns = request.Content as TurnContent;
        try
        {
            using HttpResponseMessage? message = exchange.IsGivenUp ? await SendAndLeaveAsync(client, request, exchange, scope, time, stop) : await client.SendAsync(request, stop);
            if (message is null)
            {
                return new ObservedResponse();
            }

            hasHeaders = true;
            scope.Activity.Touch();
            turns?.Begin();
            ObservedBody body = message.StatusCode == HttpStatusCode.SwitchingProtocols
                ? await ConverseAsync(conversation, message, stop)
                : await ObservedBody.ReadAsync(message.Content, ResponseComparer.NeedsHash(exchange), Hear, exchange.Left, stop);
            return ObservedResponses.Of(message, body) with { At = time.GetUtcNow(), Wall = new TimeFlow(time).Wall.GetUtcNow() };
        }
        catch (Exception failure) when (ResponseFailures.IsOfTransport(failure))
        {
            if (scope.HasStalled)
            {
                return new ObservedResponse { Failure = ResponseFailure.Stalled, FailureDetail = Since(scope, hasHeaders ? conversation?.Awaited ?? turns?.Awaited ?? "the response had begun" : null) };
            }

            return stop.IsCancellationRequested
                ? new ObservedResponse { Failure = ResponseFailure.Abandoned }
                : new ObservedResponse { Failure = ResponseFailures.Classify(failure, hasHeaders), FailureDetail = ResponseFailures.ShortageOf(failure) ?? failure.Message, WasResent = SingleSendHandler.WasResent(request) };
        }

        void Hear(ReadOnlyMemory<byte> bytes)
        {
            scope.Activity.Touch();
            turns?.Take(bytes.Span);
        }
    }

    private static ServiceConversation? Begin(PlannedExchange exchange, ExchangeScope scope, ConversationOrder? order)
    {
        if (exchange.Conversation is not { } recorded)
        {
            return null;
        }

        var conversation = new ServiceConversation(
            recorded,
            new LiveMessages(scope.Live, exchange, recorded),
            scope.Activity.Touch,
            (message, stop) => order is null ? ValueTask.CompletedTask : CausesOfAsync(order, scope, message, stop));
        order?.Begin(exchange, conversation);
        return conversation;
    }

    // What is waited for is another request of this worker, which may not be due yet: no idleness of the service.
    private static async ValueTask CausesOfAsync(ConversationOrder order, ExchangeScope scope, int message, CancellationToken stop)
    {
        using (scope.Activity.Hold())
        {
            await order.CausesOfAsync(scope.Exchange, message, stop);
        }
    }

    // As the client did: after as long, and not before the service has done what it did in the incident.
    private static async Task<HttpResponseMessage?> SendAndLeaveAsync(
        HttpMessageInvoker client, HttpRequestMessage request, PlannedExchange exchange, ExchangeScope scope, TimeProvider time, CancellationToken stop)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<HttpResponseMessage> sending = client.SendAsync(request, leaving.Token);
        for (TimeSpan wait = exchange.RecordedDuration; !sending.IsCompleted && !stop.IsCancellationRequested; wait = LookAgain)
        {
            await Task.WhenAny(sending, Task.Delay(wait, time, leaving.Token));
            if (!sending.IsCompleted && !stop.IsCancellationRequested && scope.Calls.AreAllMade)
            {
                await leaving.CancelAsync();
                return await WithoutResponseAsync(sending);
            }
        }

        await leaving.CancelAsync();
        return await sending;
    }

    // It may have come just now all the same.
    private static async Task<HttpResponseMessage?> WithoutResponseAsync(Task<HttpResponseMessage> sending)
    {
        try
        {
            (await sending).Dispose();
        }
        catch (Exception left) when (ResponseFailures.IsOfTransport(left))
        {
            // That is what leaving does.
        }

        return null;
    }

    // What was not said in the incident, nobody knows how to answer.
    private static async Task<ObservedBody> ConverseAsync(ServiceConversation? conversation, HttpResponseMessage message, CancellationToken stop)
    {
        if (conversation is null)
        {
            return ObservedBody.Empty;
        }

        if (!message.Headers.NonValidated.TryGetValues(WebSocketHandshake.AcceptField, out HeaderStringValues accepted)
            || accepted.ToString() != WebSocketHandshake.AcceptOf(WebSocketHandshake.Key))
        {
            throw new HttpIOException(HttpRequestError.InvalidResponse, $"{WebSocketHandshake.AcceptField} is no answer to {WebSocketHandshake.KeyField}");
        }

        await using Stream connection = await message.Content.ReadAsStreamAsync(stop);
        ReadOnlyMemory<byte> said = await conversation.RunAsync(connection, ObservedResponses.Of(message, ObservedBody.Empty).Headers, stop);
        return new ObservedBody(said, said.Length, null);
    }

    private static string Since(ExchangeScope scope, string? then)
    {
        string call = scope.Activity.LastCall is { } last ? $"after the dependency call {last}" : "and no dependency call came";
        return then is null ? call : $"{call}; {then}";
    }
}
