using InfernoSim.Incidents;

namespace InfernoSim.Recording;

/// <summary>What has been seen of an exchange so far.</summary>
/// <param name="time">The clock.</param>
/// <param name="maxBodyBytes">How many bytes of a body are kept.</param>
internal sealed class Observation(TimeProvider time, int maxBodyBytes)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>The request method.</summary>
    public required string Method { get; init; }

    /// <summary>The target as it is recorded.</summary>
    public required string Url { get; init; }

    /// <summary>When the request arrived.</summary>
    public IncidentTimestamp Arrival { get; } = IncidentTimestamp.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>The caller's own headers.</summary>
    public HeaderMap RequestHeaders { get; set; } = HeaderMap.Empty;

    /// <summary>The request body.</summary>
    public BodyRecorder RequestBody { get; } = new(maxBodyBytes);

    /// <summary>The response status; 0 as long as there is none.</summary>
    public int Status { get; set; }

    /// <summary>The response headers.</summary>
    public HeaderMap ResponseHeaders { get; set; } = HeaderMap.Empty;

    /// <summary>The response trailers.</summary>
    public HeaderMap ResponseTrailers { get; set; } = HeaderMap.Empty;

    /// <summary>The response body.</summary>
    public BodyRecorder ResponseBody { get; } = new(maxBodyBytes);

    /// <summary>Whether the response body was not seen to its end.</summary>
    public bool ResponseIsCut { get; set; }

    /// <summary>Why the exchange failed, if it did.</summary>
    public string? Error { get; set; }

    /// <summary>What a reader should know about the event, if anything.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Notes { get; set; } = [];

    /// <summary>The time now.</summary>
    public IncidentTimestamp Now => IncidentTimestamp.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>Nanoseconds since the request arrived; at least 1, since 0 means that it was not recorded.</summary>
    public long ElapsedNanoseconds => Math.Max(1, time.GetElapsedTime(_started).Ticks * TimeSpan.NanosecondsPerTick);
}
