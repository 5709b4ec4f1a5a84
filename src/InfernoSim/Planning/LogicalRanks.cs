namespace InfernoSim.Planning;

/// <summary>
/// The Lamport timestamps of one exchange (Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System",
/// 1978): each event's is one more than the largest of the events that it followed in the incident. They are taken from
/// the recorded order and not from when something comes, so that events which may come in any order keep theirs.
/// </summary>
/// <param name="Sent">Of the request.</param>
/// <param name="Arrived">Of each recorded call, when it came to its dependency; its answer has one more.</param>
/// <param name="Received">Of the response.</param>
internal sealed record LogicalRanks(int Sent, int[] Arrived, int Received)
{
    /// <summary>Ranks the events of exchanges, which are in the order that they began.</summary>
    public static void Assign(IReadOnlyList<PlannedExchange> exchanges)
    {
        var open = new PriorityQueue<int, long>();
        int ended = 0;
        foreach (PlannedExchange exchange in exchanges)
        {
            ended = Math.Max(ended, HighestBy(exchange.Start, open));
            exchange.Ranks = Of(exchange, ended + 1);
            open.Enqueue(exchange.Ranks.Received, exchange.End);
        }
    }

    private static LogicalRanks Of(PlannedExchange exchange, int sent)
    {
        int[] arrived = new int[exchange.Calls.Length];
        var open = new PriorityQueue<int, long>();
        int answered = sent;
        foreach (PlannedCall call in exchange.Calls)
        {
            answered = Math.Max(answered, HighestBy(call.Start, open));
            arrived[call.Index] = answered + 1;
            open.Enqueue(arrived[call.Index] + 1, call.End);
        }

        return new LogicalRanks(sent, arrived, Math.Max(answered, HighestBy(exchange.End, open)) + 1);
    }

    private static int HighestBy(long moment, PriorityQueue<int, long> open)
    {
        int highest = 0;
        while (open.TryPeek(out int rank, out long end) && end <= moment)
        {
            highest = Math.Max(highest, rank);
            open.Dequeue();
        }

        return highest;
    }
}
