using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Stub.Answers;

namespace InfernoSim.Stub.Sockets;

/// <summary>
/// A body in one chunk with trailers behind it (RFC 9112, section 7.1). Kestrel has trailers for HTTP/2 only; a response
/// that comes with a <c>Transfer-Encoding</c> of its own it sends as it is.
/// </summary>
internal static class ChunkedBody
{
    /// <summary>Puts the body together.</summary>
    /// <param name="body">The content.</param>
    /// <param name="trailers">The fields that follow it.</param>
    /// <returns>The bytes on the wire.</returns>
    public static byte[] Encode(ReadOnlyMemory<byte> body, HeaderMap trailers)
    {
        string head = body.IsEmpty ? "" : $"{body.Length:x}\r\n";
        var tail = new StringBuilder(body.IsEmpty ? "0\r\n" : "\r\n0\r\n");
        foreach ((string name, IReadOnlyList<string> values) in trailers)
        {
            foreach (string value in values)
            {
                tail.Append(name).Append(": ").Append(HttpText.ToWire(value)).Append("\r\n");
            }
        }

        tail.Append("\r\n");
        return [.. Encoding.Latin1.GetBytes(head), .. body.Span, .. Encoding.Latin1.GetBytes(tail.ToString())];
    }
}
