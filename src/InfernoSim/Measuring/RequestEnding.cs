namespace InfernoSim.Measuring;

/// <summary>How a request to the service under test ended. What it was in the incident is an answer here, also a recorded failure.</summary>
internal enum RequestEnding
{
    /// <summary>With a complete response.</summary>
    Answered,

    /// <summary>Turned away: 429 or 503, where the incident has another status.</summary>
    Refused,

    /// <summary>With another status of 5xx, where the incident has none.</summary>
    Failed,

    /// <summary>The connection was not accepted.</summary>
    NotConnected,

    /// <summary>The connection was closed before the response was complete.</summary>
    Closed,

    /// <summary>Nothing came within the idle limit, or the time of the measurement.</summary>
    Unanswered,
}

/// <summary>What an ending says.</summary>
internal static class RequestEndingMeaning
{
    /// <summary>Whether there was no complete response where the incident has one.</summary>
    public static bool LacksResponse(this RequestEnding ending) => ending is RequestEnding.NotConnected or RequestEnding.Closed or RequestEnding.Unanswered;
}
