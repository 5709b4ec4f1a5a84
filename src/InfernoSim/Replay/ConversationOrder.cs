using InfernoSim.Planning;

namespace InfernoSim.Replay;

/// <summary>
/// The order between what one worker says over WebSockets and its other requests: a response that had ended in the incident before a message
/// was sent may have caused it, and a message that had passed before a request was sent may have caused that.
/// </summary>
internal sealed class ConversationOrder
{
    private readonly PlannedExchange[] _exchanges;
    private readonly TaskCompletionSource[] _ends;

    // The worker begins them one after the other, and looks at them before the next.
    private readonly List<(PlannedExchange Exchange, ServiceConversation Conversation)> _begun = [];

    /// <summary>Makes one for a worker in a run.</summary>
    /// <param name="exchanges">What it replays.</param>
    public ConversationOrder(PlannedExchange[] exchanges)
    {
        _exchanges = exchanges;
        bool isNeeded = exchanges.Any(exchange => exchange.Conversation is not null);
        _ends = isNeeded ? [.. exchanges.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))] : [];
    }

    /// <summary>A conversation begins.</summary>
    /// <param name="exchange">Its exchange.</param>
    /// <param name="conversation">The conversation.</param>
    public void Begin(PlannedExchange exchange, ServiceConversation conversation) => _begun.Add((exchange, conversation));

    /// <summary>An exchange is over.</summary>
    /// <param name="exchange">The exchange.</param>
    public void End(PlannedExchange exchange)
    {
        if (_ends.Length > 0)
        {
            _ends[exchange.Position].TrySetResult();
        }
    }

    /// <summary>Waits until all has been said that had been said in the incident when an exchange began.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="stop">Gives it up.</param>
    /// <returns>Whether any of it was still to be said.</returns>
    public async ValueTask<bool> CausesOfAsync(PlannedExchange exchange, CancellationToken stop)
    {
        bool hasWaited = false;
        foreach ((PlannedExchange begun, ServiceConversation conversation) in _begun)
        {
            (int sent, int came) = begun.Conversation!.By(exchange.Start - begun.Start);
            hasWaited |= await conversation.ReachedAsync(sent, came, stop);
        }

        return hasWaited;
    }

    /// <summary>Waits until the exchanges are over that were so in the incident when a message was sent.</summary>
    /// <param name="exchange">The exchange that it belongs to.</param>
    /// <param name="message">The place of the message among those of the client, from 0.</param>
    /// <param name="stop">Gives it up.</param>
    public async ValueTask CausesOfAsync(PlannedExchange exchange, int message, CancellationToken stop)
    {
        long moment = exchange.Start + exchange.Conversation!.SentAfter(message);
        foreach (PlannedExchange earlier in _exchanges)
        {
            if (earlier != exchange && earlier.End > exchange.Start && earlier.End <= moment)
            {
                await _ends[earlier.Position].Task.WaitAsync(stop);
            }
        }
    }
}
