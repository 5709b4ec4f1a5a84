using InfernoSim.Incidents;

namespace InfernoSim.Recording;

/// <summary>
/// The one recorder, behind every front end: open an exchange or a call, show it what passes, complete it. It decides what
/// is recorded (identity, causality, secrets, failures) and writes it; the front end only carries bytes.
/// </summary>
/// <param name="log">Where events go; not disposed here.</param>
/// <param name="options">The options.</param>
/// <param name="time">The clock.</param>
internal sealed class TrafficRecorder(IEventLog log, RecorderOptions options, TimeProvider time)
{
    /// <summary>The options.</summary>
    public RecorderOptions Options => options;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Where events are written.</summary>
    public EventSink Sink { get; } = new(() => log, options.Scrubber);

    /// <summary>An exchange of the service begins.</summary>
    /// <param name="method">The request method.</param>
    /// <param name="target">The target as it came, in origin-form.</param>
    /// <param name="service">The authority of the service.</param>
    /// <param name="traceId">The id of a trace that was begun for this exchange alone; <see langword="null"/> where there is none.</param>
    /// <returns>The exchange, with an id of its own.</returns>
    public InboundObservation OpenExchange(string method, string target, string service, string? traceId = null) => new(this, method, target, service, traceId);

    /// <summary>A call of the service to a dependency begins.</summary>
    /// <param name="method">The request method.</param>
    /// <param name="url">The target in absolute-form, or <c>host:port</c> of a tunnel.</param>
    /// <param name="dependency">The authority of the dependency.</param>
    /// <returns>The call.</returns>
    public OutboundObservation OpenCall(string method, string url, string dependency) => new(this, method, url, dependency);
}
