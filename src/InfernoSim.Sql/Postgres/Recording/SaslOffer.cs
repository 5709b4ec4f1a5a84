using System.Buffers.Binary;
using System.Text;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>
/// The messages of a login by SCRAM that are about channel binding, by which a client proves that its TLS ends at the server: what is
/// not so where a relay ends it.
/// </summary>
internal static class SaslOffer
{
    private const int HeaderSize = 1 + sizeof(int);
    private const int SaslCode = 10;

    private static readonly byte[] Plus = Encoding.ASCII.GetBytes("SCRAM-SHA-256-PLUS\0");

    /// <summary>Whether the server asks the client to choose a mechanism.</summary>
    /// <param name="message">A message of the server, whole.</param>
    public static bool Is(ReadOnlySpan<byte> message) =>
        message.Length >= HeaderSize + sizeof(int) && message[0] == BackendMessage.Authentication && BinaryPrimitives.ReadInt32BigEndian(message[HeaderSize..]) == SaslCode;

    /// <summary>The offer without the mechanism that binds.</summary>
    /// <param name="message">A message of the server, whole.</param>
    /// <returns>The same where it is no offer, or does not have it.</returns>
    public static byte[] WithoutBinding(byte[] message)
    {
        int at = Is(message) ? message.AsSpan().IndexOf(Plus) : -1;
        if (at < 0)
        {
            return message;
        }

        byte[] rest = [.. message[..at], .. message[(at + Plus.Length)..]];
        BinaryPrimitives.WriteInt32BigEndian(rest.AsSpan(1), rest.Length - 1);
        return rest;
    }

    /// <summary>
    /// Whether a client binds its login, or says that it would if the server could (gs2-cbind-flag <c>y</c> of RFC 5802): a server that can takes that for an
    /// attack, and what the client says is signed.
    /// </summary>
    /// <param name="message">What the client answers to the offer, whole: the mechanism, the length of what follows, and that.</param>
    public static bool Binds(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> content = message[HeaderSize..];
        int end = content.IndexOf((byte)0);
        return content.StartsWith(Plus) || (end >= 0 && content.Length > end + 1 + sizeof(int) && content[end + 1 + sizeof(int)] == 'y');
    }
}
