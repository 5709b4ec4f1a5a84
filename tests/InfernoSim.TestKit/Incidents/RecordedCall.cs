using InfernoSim.Incidents;

namespace InfernoSim.TestKit.Incidents;

/// <summary>A dependency call of a <see cref="HandmadeIncident"/>.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The absolute URL.</param>
/// <param name="Status">The status of the answer; 0 with an <see cref="Error"/>.</param>
/// <param name="Body">The body of the answer.</param>
/// <param name="Headers">The headers of the answer.</param>
public sealed record RecordedCall(string Method, string Url, int Status, byte[] Body, (string Name, string Value)[] Headers)
{
    /// <summary>What was sent.</summary>
    public byte[] RequestBody { get; init; } = [];

    /// <summary>The headers that were sent.</summary>
    public (string Name, string Value)[] RequestHeaders { get; init; } = [];

    /// <summary>The trailers of the answer.</summary>
    public (string Name, string Value)[] Trailers { get; init; } = [];

    /// <summary>How many bytes had been answered each time that the caller went on after so many.</summary>
    public (long Sent, long Came)[] Turns { get; init; } = [];

    /// <summary>When the pieces of the answer had come, in nanoseconds, the headers alone first, and how many bytes were there by then.</summary>
    public (long After, long Bytes)[] Pieces { get; init; } = [];

    /// <summary>When the messages of a WebSocket passed, in nanoseconds, and how many of the dependency's had by then.</summary>
    public (long After, long Came)[] Messages { get; init; } = [];

    /// <summary>When it was made, in seconds from the start of the incident.</summary>
    public double At { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public double Takes { get; init; }

    /// <summary>Why it failed, with no answer captured; <see langword="null"/> for a call that was answered.</summary>
    public string? Error { get; init; }

    internal IncidentEvent ToEvent(IncidentEvent e) => e with
    {
        Method = Method,
        Url = Method == "CONNECT" ? $"{new Uri(Url).Host}:{new Uri(Url).Port}" : Url,
        Service = new Uri(Url).Authority,
        Status = Status,
        Error = Error,
        DurationNanoseconds = (long)Math.Round(Takes * 1e9),
        Headers = HeaderMap.Of(RequestHeaders),
        Body = RecordedBody.FromBytes(RequestBody),
        Turns = [.. Turns.Select(turn => new DialogueTurn(turn.Sent, turn.Came))],
        ResponsePieces = [.. Pieces.Select(piece => new ResponsePiece(piece.After, piece.Bytes))],
        Messages = [.. Messages.Select(message => new MessageTime(message.After, message.Came))],
        ResponseCaptured = Error is null,
        ResponseHeaders = HeaderMap.Of(Headers),
        ResponseTrailers = HeaderMap.Of(Trailers),
        ResponseBody = RecordedBody.FromBytes(Body),
    };
}
