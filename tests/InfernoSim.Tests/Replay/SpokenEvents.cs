using System.Text;
using InfernoSim.Incidents;
using InfernoSim.WebSockets;

namespace InfernoSim.Tests.Replay;

/// <summary>Makes recorded exchanges and calls WebSockets.</summary>
internal static class SpokenEvents
{
    /// <summary>A request for a WebSocket.</summary>
    /// <param name="request">The request.</param>
    /// <param name="sent">What its client said, as a document.</param>
    public static IncidentEvent Asks(IncidentEvent request, string sent) => request with
    {
        Headers = HeaderMap.Of(("Host", "shop.test"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEA=="), ("Sec-WebSocket-Extensions", "permessage-deflate")),
        Body = BodyOf(sent),
    };

    /// <summary>Its response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="came">What the service said, as a document.</param>
    /// <param name="messages">When each message passed, and how many of the service had by then.</param>
    public static IncidentEvent Accepts(IncidentEvent response, string came, params (double Milliseconds, int Came)[] messages) => response with
    {
        Status = 101,
        Headers = Accepted,
        Body = BodyOf(came),
        ResponseCaptured = true,
        Messages = TimesOf(messages),
    };

    /// <summary>A dependency call that became a WebSocket.</summary>
    /// <param name="call">The call.</param>
    /// <param name="sent">What the service said, as a document.</param>
    /// <param name="came">What the dependency said.</param>
    /// <param name="messages">When each message passed, and how many of the dependency had by then.</param>
    public static IncidentEvent Spoken(IncidentEvent call, string sent, string came, params (double Milliseconds, int Came)[] messages) => Asks(call, sent) with
    {
        Status = 101,
        ResponseHeaders = Accepted,
        ResponseBody = BodyOf(came),
        Messages = TimesOf(messages),
    };

    private static HeaderMap Accepted => HeaderMap.Of((WebSocketHandshake.AcceptField, "recorded"), ("Sec-WebSocket-Extensions", "permessage-deflate"));

    private static RecordedBody BodyOf(string document) => RecordedBody.FromBytes(Encoding.UTF8.GetBytes(document));

    private static MessageTime[] TimesOf((double Milliseconds, int Came)[] messages) =>
        [.. messages.Select(message => new MessageTime((long)(message.Milliseconds * 1_000_000), message.Came))];
}
