namespace InfernoSim.LiveState;

/// <summary>In which message a value is. The order is that of messages at the same moment: what was there before comes first.</summary>
internal enum MessageRole
{
    /// <summary>What a dependency answered.</summary>
    CallAnswer,

    /// <summary>What the service answered.</summary>
    Response,

    /// <summary>What a client asked.</summary>
    Request,

    /// <summary>What the service asked a dependency.</summary>
    CallRequest,
}

/// <summary>One place of the incident where a value is.</summary>
/// <param name="Time">When the message was sent; of a response and an answer, when it had ended. In nanoseconds since the Unix epoch.</param>
/// <param name="Role">Which message.</param>
/// <param name="Exchange">Of which exchange; -1 for a call of none.</param>
/// <param name="Call">Which dependency call of it, or -1.</param>
/// <param name="Place">Where in the message.</param>
/// <param name="IsNumber">Whether it is a JSON number there.</param>
internal readonly record struct ValueOccurrence(long Time, MessageRole Role, int Exchange, int Call, ValuePlace Place, bool IsNumber)
{
    public ChainEnd End => new(Exchange, Call < 0 ? null : Call, Place, Role == MessageRole.Response);

    public static int CompareByTime(ValueOccurrence left, ValueOccurrence right)
    {
        int order = left.Time.CompareTo(right.Time);
        order = order != 0 ? order : left.Role.CompareTo(right.Role);
        order = order != 0 ? order : left.Exchange.CompareTo(right.Exchange);
        return order != 0 ? order : left.Call.CompareTo(right.Call);
    }
}
