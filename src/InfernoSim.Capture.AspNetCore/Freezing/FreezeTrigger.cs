using System.Text.Json;
using InfernoSim.Privacy;

namespace InfernoSim.Capture.AspNetCore.Freezing;

/// <summary>Why a recording is frozen.</summary>
/// <param name="kind">What kind of trigger it was.</param>
/// <param name="reason">Why.</param>
/// <param name="exchange">The exchange that met it; <see langword="null"/> for none.</param>
/// <param name="at">When.</param>
internal sealed class FreezeTrigger(string kind, string reason, string? exchange, DateTimeOffset at)
{
    private long _others;

    /// <summary>What kind of trigger it was.</summary>
    public string Kind => kind;

    /// <summary>Why, without what is secret in it: it may be the message of an exception, or a person's own text.</summary>
    public string Reason { get; } = SecretDetector.Hide(reason);

    /// <summary>The exchange that met it; <see langword="null"/> for none.</summary>
    public string? Exchange => exchange;

    /// <summary>When.</summary>
    public DateTimeOffset At => at;

    /// <summary>How often a trigger was met once more before the incident was written.</summary>
    public long Others => Volatile.Read(ref _others);

    /// <summary>A trigger was met once more.</summary>
    public void CountOther() => Interlocked.Increment(ref _others);

    /// <summary>The member <c>trigger</c> of <c>incident.json</c>.</summary>
    public ReadOnlyMemory<byte> ToJson() => Json(json =>
    {
        json.WriteString("kind", kind);
        json.WriteString("reason", Reason);
        json.WriteString("at", at.UtcDateTime);
        if (exchange is not null)
        {
            json.WriteString("traceId", exchange);
        }

        if (Others > 0)
        {
            json.WriteNumber("others", Others);
        }
    });

    /// <summary>A JSON object.</summary>
    /// <param name="write">Writes its members.</param>
    public static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
