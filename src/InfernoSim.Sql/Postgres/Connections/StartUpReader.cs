using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Connections;

/// <summary>Reads the messages that begin a connection, and answers those that ask for encryption: there is none.</summary>
internal static class StartUpReader
{
    // What the server itself takes as a start-up message (MAX_STARTUP_PACKET_LENGTH).
    private const int Longest = 10_000;

    private static readonly byte[] No = [(byte)'N'];

    /// <summary>Reads up to the message that says what the connection is for.</summary>
    /// <param name="client">What the client sends.</param>
    /// <param name="answers">Where answers go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The message, and its bytes; <see langword="null"/> when the client has gone.</returns>
    /// <exception cref="PostgresProtocolException">It is no such message.</exception>
    public static async Task<(StartUpRequest Request, byte[] Bytes)?> ReadAsync(PipeReader client, Stream answers, CancellationToken cancellationToken)
    {
        while (await ReadMessageAsync(client, cancellationToken) is { } message)
        {
            var request = StartUpRequest.Read(message.AsSpan(sizeof(int)));
            if (request.Kind is not (StartUpKind.Tls or StartUpKind.Gss))
            {
                return (request, message);
            }

            await answers.WriteAsync(No, cancellationToken);
        }

        return null;
    }

    private static async Task<byte[]?> ReadMessageAsync(PipeReader client, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await client.ReadAsync(cancellationToken);
            if (TryTake(read.Buffer, out byte[] message))
            {
                client.AdvanceTo(read.Buffer.GetPosition(message.Length));
                return message;
            }

            client.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private static bool TryTake(ReadOnlySequence<byte> bytes, out byte[] message)
    {
        message = [];
        if (bytes.Length < sizeof(int))
        {
            return false;
        }

        Span<byte> header = stackalloc byte[sizeof(int)];
        bytes.Slice(0, sizeof(int)).CopyTo(header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length is < 2 * sizeof(int) or > Longest)
        {
            throw new PostgresProtocolException($"A start-up message of {length} bytes is not one of PostgreSQL's protocol 3.0 (8 to {Longest}); is this a PostgreSQL client?");
        }

        if (bytes.Length < length)
        {
            return false;
        }

        message = bytes.Slice(0, length).ToArray();
        return true;
    }
}
