using System.Security.Cryptography;
using InfernoSim.Incidents;
using InfernoSim.Scrubbing;

namespace InfernoSim.Recording;

/// <summary>Records the statements that a service sends to its databases, with what came back.</summary>
/// <param name="log">Opens the file, when there is the first statement.</param>
/// <param name="scrubber">Takes out what is secret; <see langword="null"/> where all is recorded as it is.</param>
/// <param name="maxBytes">How many bytes of a statement, and of a result, are kept; of a longer one only its length and hash are.</param>
internal sealed class SqlRecorder(Func<IEventLog> log, EventScrubber? scrubber, int maxBytes = SqlRecorder.DefaultMaxBytes)
{
    /// <summary>How many bytes are kept when nothing else is said: enough for a value of 20 MB, and for 100,000 rows.</summary>
    public const int DefaultMaxBytes = 64 * 1024 * 1024;

    /// <summary>How many bytes of a statement, and of a result, are kept.</summary>
    public int MaxBytes => maxBytes;

    /// <summary>Where events are written.</summary>
    public EventSink Sink { get; } = new(log, scrubber);

    /// <summary>Writes a statement down. Its memory may be used again when this returns.</summary>
    /// <param name="exchange">The statement and what came back.</param>
    /// <returns>A task that completes when it has been handed to the operating system, or never will be; it does not fail.</returns>
    public ValueTask RecordAsync(SqlExchange exchange)
    {
        IncidentEvent recorded = EventOf(exchange);
        return Sink.SettleAsync(Sink.AppendAsync(recorded), recorded);
    }

    private IncidentEvent EventOf(SqlExchange exchange) => new()
    {
        Type = exchange.IsOfConnection ? IncidentEventType.SqlConnection : IncidentEventType.SqlStatement,
        Timestamp = IncidentTimestamp.FromDateTimeOffset(exchange.Sent),
        Service = exchange.Statement.Database,
        Method = exchange.Statement.Kind,
        Url = exchange.Statement.Url,
        Status = SqlEvent.StatusOf(exchange.Error),
        DurationNanoseconds = Math.Max(1, exchange.Duration.Ticks * TimeSpan.NanosecondsPerTick),
        Error = exchange.Error,
        TraceId = exchange.Exchange,
        IsBackground = exchange.IsBackground,
        Headers = SqlEvent.Headers,
        Body = BodyOf(exchange.Statement.Json, exchange.StatementSize),
        ResponseCaptured = true,
        ResponseHeaders = SqlEvent.Headers,
        ResponseBody = BodyOf(exchange.Result, exchange.ResultSize),
    };

    private RecordedBody BodyOf(ReadOnlyMemory<byte> json, long? size)
    {
        if (size is null && json.Length <= maxBytes)
        {
            return RecordedBody.FromBytes(json);
        }

        // Of JSON there is no prefix that could be read; the hash tells a statement from others all the same.
        return RecordedBody.FromBytes(default, size ?? json.Length, size is null ? Convert.ToHexStringLower(SHA256.HashData(json.Span)) : null, truncated: true);
    }
}
