using System.Text;
using System.Text.Json;
using InfernoSim.WebSockets;

namespace InfernoSim.Recording;

/// <summary>
/// A connection that went over to another protocol. Of a WebSocket the messages are recorded; of others, that there was one.
/// </summary>
internal sealed class ProtocolSwitch
{
    /// <summary>The field that says which protocol it is.</summary>
    public const string UpgradeField = "Upgrade";

    private readonly TrafficObservation _seen;
    private readonly SpokenSide? _here;
    private readonly SpokenSide? _there;

    private ProtocolSwitch(TrafficObservation seen, Stream connection) => (_seen, Connection) = (seen, connection);

    private ProtocolSwitch(TrafficObservation seen, Stream connection, MessagePacking? packing, bool isServer, Action? closed)
    {
        ConversationRecorder conversation = seen.BeginConversation();
        var client = new SpokenSide(conversation, isServer: false, packing is null ? null : new MessageInflater(packing.ClientBeginsAnew));
        var server = new SpokenSide(conversation, isServer: true, packing is null ? null : new MessageInflater(packing.ServerBeginsAnew));
        _seen = seen;
        (_here, _there) = isServer ? (server, client) : (client, server);
        Connection = new SpokenStream(connection, _here, _there, closed);
    }

    /// <summary>The connection, in place of the one that was given.</summary>
    public Stream Connection { get; }

    /// <summary>Begins to record it.</summary>
    /// <param name="connection">An end of the connection.</param>
    /// <param name="response">Gives the values of a field of the response that switches.</param>
    /// <param name="seen">What the recorder sees of the exchange.</param>
    /// <param name="isServer">Whether the end is held by the side that was asked for the connection.</param>
    /// <param name="closed">Is told when the end of a WebSocket is closed, perhaps more than once.</param>
    public static ProtocolSwitch Observe(Stream connection, Func<string, IReadOnlyList<string>> response, TrafficObservation seen, bool isServer, Action? closed = null)
    {
        if (!IsWebSocket(response))
        {
            LeaveUnseen(seen);
            return new ProtocolSwitch(seen, connection);
        }

        IReadOnlyList<string> extensions = response(WebSocketHandshake.ExtensionsField);
        if (!WebSocketHandshake.TryReadExtensions(extensions, out MessagePacking? packing))
        {
            seen.Notes = Note($"what passed afterwards is not recorded, because both sides agreed upon '{string.Join(", ", extensions)}'.");
            return new ProtocolSwitch(seen, connection);
        }

        return new ProtocolSwitch(seen, connection, packing, isServer, closed);
    }

    /// <summary>There was one, and nothing of it is recorded.</summary>
    /// <param name="seen">What the recorder sees of the exchange.</param>
    public static void LeaveUnseen(TrafficObservation seen) => seen.Notes = Note("what passed afterwards is not recorded.");

    /// <summary>The connection is over. Where no side has closed it, the one that holds this end has left it.</summary>
    /// <param name="isCut">Whether it was the recording that ended.</param>
    /// <param name="hasOtherLeft">Whether the other side has left it, if none has closed it.</param>
    public void End(bool isCut, bool hasOtherLeft = false)
    {
        if (_seen.Conversation is not { } conversation || _here is null || _there is null)
        {
            return;
        }

        if (!isCut && !_here.IsOver && !_there.IsOver)
        {
            (hasOtherLeft ? _there : _here).Leave();
        }

        if (conversation.Problem is { } problem)
        {
            _seen.Notes = Note($"what passed afterwards is not recorded {problem}.");
        }
    }

    private static bool IsWebSocket(Func<string, IReadOnlyList<string>> response) =>
        response(WebSocketHandshake.AcceptField).Count > 0
        && response(UpgradeField).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries))
            .Any(product => product.Split('/')[0].Equals(WebSocketHandshake.Protocol, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Note(string what) =>
        [new("note", Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode($"The connection switched protocols; {what}")}\""))];
}
