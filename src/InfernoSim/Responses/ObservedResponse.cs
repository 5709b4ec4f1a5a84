using InfernoSim.Incidents;

namespace InfernoSim.Responses;

/// <summary>What the service under test answered.</summary>
internal sealed record ObservedResponse
{
    public ResponseFailure Failure { get; init; }

    /// <summary>What the transport said about the failure, for a person.</summary>
    public string FailureDetail { get; init; } = "";

    /// <summary>Whether the transport began to send the request a second time, which it was kept from.</summary>
    public bool WasResent { get; init; }

    public int Status { get; init; }

    /// <summary>When it had come, by the clock of the replay; <see langword="null"/> where nobody looked.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When it had come, by the clock of the machine, which a service in virtual time may also look at.</summary>
    public DateTimeOffset? Wall { get; init; }

    public HeaderMap Headers { get; init; } = HeaderMap.Empty;

    public HeaderMap Trailers { get; init; } = HeaderMap.Empty;

    /// <summary>Recorded times that stand in it in place of those that came, as the worker's own moments.</summary>
    public IReadOnlySet<string>? Moments { get; init; }

    /// <summary>
    /// The same with one text in place of values that are none of the recorded kind but differ each time; <see langword="null"/>
    /// where there can be none. Workers are held against one another by it: that all were given a wrong value is no chance. It is
    /// asked for only where a response differs.
    /// </summary>
    public Func<ObservedResponse>? Agreed { get; init; }

    /// <summary>
    /// The same with only its times as workers agree on them: a wrong one that may be right by chance is the recorded one.
    /// <see langword="null"/> where there can be none. It is asked for only where a response differs.
    /// </summary>
    public Func<ObservedResponse>? TimesAgreed { get; init; }

    public ObservedBody Body { get; init; } = ObservedBody.Empty;
}
