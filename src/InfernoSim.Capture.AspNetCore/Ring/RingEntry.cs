using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>An event that is kept. Guarded by the lock of its ring.</summary>
internal sealed class RingEntry
{
    // Two numbers of 64 bits: when a piece or a message came, or who had said how much.
    private const int PairBytes = 16;

    private RingEntry(LogKind log, SerializedEvent? made, IncidentEvent? clear, int bytes)
    {
        Log = log;
        Made = made;
        Clear = clear;
        Bytes = bytes;
    }

    /// <summary>The log that it belongs into.</summary>
    public LogKind Log { get; }

    /// <summary>The event as it will be written; <see langword="null"/> as long as what is secret has not been taken out of it.</summary>
    public SerializedEvent? Made { get; private set; }

    /// <summary>The event with its secrets; <see langword="null"/> once they are taken out, or when nobody needs it any more.</summary>
    public IncidentEvent? Clear { get; private set; }

    /// <summary>How many bytes it takes.</summary>
    public int Bytes { get; private set; }

    /// <summary>An event that is kept as it is.</summary>
    public static RingEntry Of(LogKind log, IncidentEvent e)
    {
        var made = SerializedEvent.Of(e);
        return new RingEntry(log, made, null, made.Length + Chain.Overhead);
    }

    /// <summary>An event whose secrets are yet to be taken out.</summary>
    /// <param name="log">The log that it belongs into.</param>
    /// <param name="e">The event; its bodies are copied.</param>
    public static RingEntry ToScrub(LogKind log, IncidentEvent e)
    {
        IncidentEvent own = e with { Body = Copy(e.Body), ResponseBody = Copy(e.ResponseBody) };
        return new RingEntry(log, null, own, own.Body.GetBytes().Length + own.ResponseBody.GetBytes().Length + LengthOf(own) + Chain.Overhead);
    }

    /// <summary>What was secret is taken out.</summary>
    /// <param name="made">The event as it will be written.</param>
    /// <returns>How many bytes more it takes now.</returns>
    public int Settle(SerializedEvent made)
    {
        int before = Bytes;
        Made = made;
        Clear = null;
        Bytes = made.Length + Chain.Overhead;
        return Bytes - before;
    }

    /// <summary>Nobody needs it any more.</summary>
    public void Forget()
    {
        Made = null;
        Clear = null;
    }

    private static RecordedBody Copy(RecordedBody body) => body.GetBytes() is { IsEmpty: false } kept
        ? RecordedBody.FromBytes(kept.ToArray(), body.Size, body.Sha256, body.IsTruncated, body.IsRedacted)
        : body;

    private static int LengthOf(IncidentEvent e) =>
        (e.Url?.Length ?? 0) + LengthOf(e.Headers) + LengthOf(e.ResponseHeaders) + LengthOf(e.ResponseTrailers)
        + ((e.Messages.Count + e.Turns.Count + e.ResponsePieces.Count) * PairBytes);

    private static int LengthOf(HeaderMap headers) => headers.Sum(field => field.Key.Length + field.Value.Sum(value => value.Length));
}
