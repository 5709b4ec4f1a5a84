using System.Security.Cryptography;
using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.WebSockets;

/// <summary>How a connection of HTTP/1.1 becomes a WebSocket (RFC 6455, section 4).</summary>
internal static class WebSocketHandshake
{
    /// <summary>What the connection becomes, in <c>Upgrade</c>.</summary>
    public const string Protocol = "websocket";

    /// <summary>The field of the client that the service answers by <see cref="AcceptField"/>.</summary>
    public const string KeyField = "Sec-WebSocket-Key";

    /// <summary>The field that shows that the service has understood.</summary>
    public const string AcceptField = "Sec-WebSocket-Accept";

    /// <summary>The field of what both sides agree upon beyond the protocol itself.</summary>
    public const string ExtensionsField = "Sec-WebSocket-Extensions";

    /// <summary>The key that a replay sends: that of the example in the RFC.</summary>
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private const string Packing = "permessage-deflate";

    /// <summary>Whether a request asks for a WebSocket.</summary>
    /// <param name="request">Its headers.</param>
    public static bool Is(HeaderMap request) => request.Values(KeyField).Count > 0;

    /// <summary>Whether a response makes the connection one.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="response">Its headers.</param>
    public static bool IsAccepted(int status, HeaderMap response) => status == 101 && response.Values(AcceptField).Count > 0;

    /// <summary>What a service answers to a key.</summary>
    /// <param name="key">The key.</param>
    public static string AcceptOf(string key)
    {
#pragma warning disable CA5350 // So has it the RFC. It hides nothing.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    /// <summary>Reads what both sides agreed upon.</summary>
    /// <param name="agreed">The values of <see cref="ExtensionsField"/> in the response.</param>
    /// <param name="packing">How messages are packed; <see langword="null"/> where they are not.</param>
    /// <returns>Whether all of it is known here.</returns>
    public static bool TryReadExtensions(IReadOnlyList<string> agreed, out MessagePacking? packing)
    {
        packing = null;
        string[] extensions = [.. agreed.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        if (extensions.Length == 0)
        {
            return true;
        }

        string[] parts = extensions[0].Split(';', StringSplitOptions.TrimEntries);
        if (extensions.Length > 1 || !parts[0].Equals(Packing, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        packing = new MessagePacking(
            parts.Contains("client_no_context_takeover", StringComparer.OrdinalIgnoreCase),
            parts.Contains("server_no_context_takeover", StringComparer.OrdinalIgnoreCase));
        return true;
    }
}

/// <summary>How the messages of a WebSocket are packed (RFC 7692, section 7.1.1).</summary>
/// <param name="ClientBeginsAnew">Whether no message of the client refers to those before it.</param>
/// <param name="ServerBeginsAnew">Whether no message of the server does.</param>
internal sealed record MessagePacking(bool ClientBeginsAnew, bool ServerBeginsAnew);
