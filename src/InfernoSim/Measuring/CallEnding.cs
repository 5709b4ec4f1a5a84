namespace InfernoSim.Measuring;

/// <summary>How a dependency call ended.</summary>
internal enum CallEnding
{
    /// <summary>With an answer that is no error.</summary>
    Answered,

    /// <summary>With an error, recorded or injected: a status of 5xx, 429, or no answer.</summary>
    Failed,

    /// <summary>The service would not wait any longer, or was let down as by a time-out.</summary>
    GivenUp,
}

/// <summary>What an answer says of how a call ended.</summary>
internal static class CallEndings
{
    /// <param name="status">The answer's status; 0 for a connection that was closed without one.</param>
    public static CallEnding Of(int status) => status is 0 or 429 or >= 500 ? CallEnding.Failed : CallEnding.Answered;
}
