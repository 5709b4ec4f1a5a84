namespace InfernoSim.Measuring;

/// <summary>Requests that are over, by how they ended. Each is counted once.</summary>
/// <param name="Answered">Complete responses that are neither of the next two.</param>
/// <param name="Refused">Responses of status 429 or 503 that were not recorded so.</param>
/// <param name="Failed">Responses of another status of 5xx that were not recorded so.</param>
/// <param name="NotConnected">Connections that the service did not accept.</param>
/// <param name="Closed">Connections that were closed before the response was complete.</param>
/// <param name="Unanswered">Requests to which nothing came.</param>
internal readonly record struct EndingCounts(long Answered, long Refused, long Failed, long NotConnected, long Closed, long Unanswered)
{
    /// <summary>Complete responses, whatever they say.</summary>
    public long Responses => Answered + Refused + Failed;

    /// <summary>Requests without a complete response.</summary>
    public long WithoutResponse => NotConnected + Closed + Unanswered;

    /// <summary>All requests that are over.</summary>
    public long Total => Responses + WithoutResponse;

    /// <summary>Counts one more.</summary>
    public EndingCounts And(RequestEnding ending) => ending switch
    {
        RequestEnding.Refused => this with { Refused = Refused + 1 },
        RequestEnding.Failed => this with { Failed = Failed + 1 },
        RequestEnding.NotConnected => this with { NotConnected = NotConnected + 1 },
        RequestEnding.Closed => this with { Closed = Closed + 1 },
        RequestEnding.Unanswered => this with { Unanswered = Unanswered + 1 },
        _ => this with { Answered = Answered + 1 },
    };

    /// <summary>Those without a response, by kind; empty when there are none.</summary>
    public string DescribeWithoutResponse()
    {
        var parts = new List<string>(3);
        Add(parts, NotConnected, "not connected");
        Add(parts, Closed, "closed before the response was complete");
        Add(parts, Unanswered, "unanswered");
        return string.Join(", ", parts);
    }

    private static void Add(List<string> parts, long count, string what)
    {
        if (count > 0)
        {
            parts.Add($"{count} {what}");
        }
    }
}
