using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Stub.Answers;

namespace InfernoSim.Stub.Sockets;

/// <summary>
/// A body in chunks with trailers behind it (RFC 9112, section 7.1). Kestrel has trailers for HTTP/2 only; a response
/// that comes with a <c>Transfer-Encoding</c> of its own it sends as it is.
/// </summary>
internal static class ChunkedBody
{
    /// <summary>A piece of the content as one chunk; nothing for an empty one, which would be the end.</summary>
    /// <param name="piece">The content.</param>
    /// <returns>The bytes on the wire.</returns>
    public static ReadOnlyMemory<byte> Chunk(ReadOnlyMemory<byte> piece) =>
        piece.IsEmpty ? piece : (byte[])[.. Encoding.Latin1.GetBytes($"{piece.Length:x}\r\n"), .. piece.Span, .. "\r\n"u8];

    /// <summary>What follows the content.</summary>
    /// <param name="trailers">The fields.</param>
    /// <returns>The bytes on the wire.</returns>
    public static byte[] End(HeaderMap trailers)
    {
        var tail = new StringBuilder("0\r\n");
        foreach ((string name, IReadOnlyList<string> values) in trailers)
        {
            foreach (string value in values)
            {
                tail.Append(name).Append(": ").Append(HttpText.ToWire(value)).Append("\r\n");
            }
        }

        return Encoding.Latin1.GetBytes(tail.Append("\r\n").ToString());
    }
}
