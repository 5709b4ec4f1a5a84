using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Connections;

/// <summary>Reads the messages of a connection's beginning, which are short, one by one.</summary>
internal static class WholeMessage
{
    // What the server itself takes as a start-up message (MAX_STARTUP_PACKET_LENGTH), and more than a login has.
    private const int Longest = 10_000;

    /// <summary>Reads one.</summary>
    /// <param name="from">Where from; what follows the message stays there.</param>
    /// <param name="hasType">Whether a type stands before the length, as in all messages but those of a client that begins a connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its bytes, type and length among them; <see langword="null"/> when the sender has gone.</returns>
    /// <exception cref="PostgresProtocolException">It is none.</exception>
    public static async Task<byte[]?> ReadAsync(PipeReader from, bool hasType, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await from.ReadAsync(cancellationToken);
            if (TryTake(read.Buffer, hasType ? 1 : 0, out byte[] message))
            {
                from.AdvanceTo(read.Buffer.GetPosition(message.Length));
                return message;
            }

            from.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private static bool TryTake(ReadOnlySequence<byte> bytes, int typeSize, out byte[] message)
    {
        message = [];
        if (bytes.Length < typeSize + sizeof(int))
        {
            return false;
        }

        Span<byte> header = stackalloc byte[sizeof(int)];
        bytes.Slice(typeSize, sizeof(int)).CopyTo(header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header);
        int shortest = typeSize == 0 ? 2 * sizeof(int) : sizeof(int);
        if (length < shortest || length > Longest)
        {
            throw new PostgresProtocolException($"A message of {length} bytes is not one that begins a connection of PostgreSQL's protocol 3.0 ({shortest} to {Longest}); is this a PostgreSQL client?");
        }

        if (bytes.Length < typeSize + length)
        {
            return false;
        }

        message = bytes.Slice(0, typeSize + length).ToArray();
        return true;
    }
}
