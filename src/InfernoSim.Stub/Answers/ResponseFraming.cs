using System.Globalization;
using InfernoSim.Matching;

namespace InfernoSim.Stub.Answers;

/// <summary>How an answer is put on an HTTP/1.1 connection: what is sent of it, and how its end is marked (RFC 9112, section 6).</summary>
internal readonly struct ResponseFraming
{
    private ResponseFraming(bool torn, bool cut, ReadOnlyMemory<byte> body, long? contentLength, bool trailers)
    {
        IsTorn = torn;
        IsCut = cut;
        Body = body;
        ContentLength = contentLength;
        HasTrailers = trailers;
    }

    /// <summary>The connection is torn down and nothing is sent.</summary>
    public bool IsTorn { get; }

    /// <summary>The connection ends after <see cref="Body"/>, before the response is complete.</summary>
    public bool IsCut { get; }

    /// <summary>The bytes to send; empty for a response that has no content.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What <c>Content-Length</c> says, or <see langword="null"/> when there is none.</summary>
    public long? ContentLength { get; }

    /// <summary>Whether trailers follow the body, which is then sent in chunks.</summary>
    public bool HasTrailers { get; }

    /// <summary>Whether the body is sent in chunks.</summary>
    public bool IsChunked => HasTrailers || (IsCut && ContentLength is null);

    /// <summary>Decides the framing.</summary>
    /// <param name="method">The method of the call.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="chunksAllowed">Whether the client knows chunks (HTTP/1.1).</param>
    /// <returns>The framing.</returns>
    public static ResponseFraming Of(string method, DependencyAnswer answer, bool chunksAllowed = true)
    {
        long? recordedLength = RecordedLength(answer);
        if (method == "HEAD" || answer.Status is 0 or 204 or 205 or 304)
        {
            // Such a response ends with its headers (RFC 9112, section 6.3): there is nothing to cut short.
            long? length = answer.Status switch
            {
                204 => null,
                205 => 0,
                304 => recordedLength,
                _ => recordedLength ?? (answer.Body.Length > 0 ? answer.Body.Length : null),
            };
            return new ResponseFraming(answer.Abort, cut: false, ReadOnlyMemory<byte>.Empty, length, trailers: false);
        }

        if (answer.Abort)
        {
            long? missing = recordedLength > answer.Body.Length ? recordedLength : chunksAllowed ? null : answer.Body.Length + 1L;
            return new ResponseFraming(torn: false, cut: true, answer.Body, missing, trailers: false);
        }

        bool trailers = chunksAllowed && answer.Trailers.Count > 0;
        return new ResponseFraming(torn: false, cut: false, answer.Body, trailers ? null : answer.Body.Length, trailers);
    }

    /// <summary>Whether a recorded field is sent as it is; the others are made by the framing.</summary>
    /// <param name="name">The field name.</param>
    /// <returns><see langword="false"/> for fields about length, coding and connection.</returns>
    public static bool Passes(string name) =>
        !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && !HopByHop.IsAlways(name);

    private static long? RecordedLength(DependencyAnswer answer) =>
        answer.Headers.TryGetFirst("Content-Length", out string? text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? length
            : null;
}
