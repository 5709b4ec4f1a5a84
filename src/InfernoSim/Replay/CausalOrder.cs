using InfernoSim.Planning;

namespace InfernoSim.Replay;

/// <summary>
/// The order in which one worker sends: a request that began after another's response had ended in the incident is not sent
/// before that response has ended here; requests that overlapped may overlap again.
/// </summary>
internal sealed class CausalOrder
{
    private readonly PriorityQueue<Task, long> _inFlight = new();

    /// <summary>Waits for the responses that had ended when an exchange began, for they may have caused it.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <returns>Whether there were any.</returns>
    public async ValueTask<bool> CausesOfAsync(PlannedExchange exchange)
    {
        bool hasCause = false;
        while (_inFlight.TryPeek(out Task? earlier, out long end) && (end <= exchange.Start || earlier.IsCompleted))
        {
            await earlier;
            _ = _inFlight.Dequeue();
            hasCause = true;
        }

        return hasCause;
    }

    /// <summary>An exchange is in flight.</summary>
    public void Add(PlannedExchange exchange, Task exchanging) => _inFlight.Enqueue(exchanging, exchange.End);

    /// <summary>Waits for all that are in flight.</summary>
    public Task AllAsync() => Task.WhenAll(_inFlight.UnorderedItems.Select(item => item.Element));
}
