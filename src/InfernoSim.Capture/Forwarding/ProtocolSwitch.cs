using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using InfernoSim.Capture.Recording;
using InfernoSim.Recording;
using InfernoSim.WebSockets;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// A connection that went over to another protocol. Of a WebSocket the messages are recorded; of others, that there was one.
/// </summary>
internal sealed class ProtocolSwitch
{
    private readonly TrafficObservation _seen;
    private readonly SpokenStream? _spoken;

    private ProtocolSwitch(TrafficObservation seen, SpokenStream? spoken) => (_seen, _spoken) = (seen, spoken);

    /// <summary>Begins to record it.</summary>
    /// <param name="response">The response that switches; the connection is its content.</param>
    /// <param name="seen">What the recorder sees of the exchange.</param>
    /// <param name="limit">How many bytes of a message are kept.</param>
    public static ProtocolSwitch Observe(HttpResponseMessage response, TrafficObservation seen, int limit)
    {
        if (!response.Headers.Upgrade.Any(product => product.Name.Equals(WebSocketHandshake.Protocol, StringComparison.OrdinalIgnoreCase))
            || !response.Headers.NonValidated.Contains(WebSocketHandshake.AcceptField))
        {
            seen.Notes = Note("what passed afterwards is not recorded.");
            return new ProtocolSwitch(seen, null);
        }

        IReadOnlyList<string> extensions = response.Headers.NonValidated.TryGetValues(WebSocketHandshake.ExtensionsField, out HeaderStringValues values) ? [.. values] : [];
        if (!WebSocketHandshake.TryReadExtensions(extensions, out MessagePacking? packing))
        {
            seen.Notes = Note($"what passed afterwards is not recorded, because both sides agreed upon '{string.Join(", ", extensions)}'.");
            return new ProtocolSwitch(seen, null);
        }

        var spoken = new SpokenStream(response.Content.ReadAsStream(), seen.BeginConversation(), packing, limit);
        response.Content = new ObservedContent(response.Content, spoken);
        return new ProtocolSwitch(seen, spoken);
    }

    /// <summary>The connection is over.</summary>
    /// <param name="isCut">Whether it was the recording that ended.</param>
    public void End(bool isCut)
    {
        if (_seen.Conversation is not { } conversation)
        {
            return;
        }

        if (!isCut && !_spoken!.IsOver)
        {
            conversation.Sent(SpokenMessage.End);
        }

        if (conversation.Problem is { } problem)
        {
            _seen.Notes = Note($"what passed afterwards is not recorded {problem}.");
        }
    }

    private static IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Note(string what) =>
        [new("note", Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode($"The connection switched protocols; {what}")}\""))];
}
