using System.Buffers;
using InfernoSim.Recording;
using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>A statement that the server is at work on, or will be.</summary>
/// <param name="statement">The statement.</param>
/// <param name="exchange">The request that it belongs to; <see langword="null"/> where none is known.</param>
/// <param name="limit">How many bytes of it, and how many of its result, are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class StatementInProgress(PostgresStatement statement, string? exchange, int limit, TimeProvider time)
{
    private readonly DateTimeOffset _sent = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();
    private ArrayBufferWriter<byte>? _copied;
    private long _lost;

    /// <summary>Its result.</summary>
    public ResultWriter Result { get; } = new(limit);

    /// <summary>Whether the server waits for data of the client.</summary>
    public bool IsCopyingIn { get; private set; }

    /// <summary>The statement, with what the client has sent of a COPY.</summary>
    public PostgresStatement Statement => _copied is null ? statement : statement with { Copy = _copied.WrittenMemory, Lost = statement.Lost + _lost };

    /// <summary>The server waits for data.</summary>
    public void BeginCopyIn(CopyFormats formats)
    {
        Result.BeginCopy(formats, isFromClient: true);
        _copied ??= new ArrayBufferWriter<byte>();
        IsCopyingIn = true;
    }

    /// <summary>Data of the client.</summary>
    /// <param name="content">As much as was kept of the message.</param>
    /// <param name="size">How many bytes it had.</param>
    public void CopyIn(ReadOnlySpan<byte> content, int size)
    {
        if (_lost > 0 || content.Length < size || _copied!.WrittenCount + content.Length > limit)
        {
            _lost += size;
        }
        else
        {
            _copied.Write(content);
        }
    }

    /// <summary>The client has sent all of it, or gives up.</summary>
    public void EndCopyIn() => IsCopyingIn = false;

    /// <summary>It was answered, or never will be.</summary>
    /// <param name="database">The database.</param>
    /// <param name="failure">Why there is no answer; <see langword="null"/> where there is one.</param>
    /// <returns>What is written down.</returns>
    public SqlExchange End(string database, string? failure)
    {
        Result.End();
        PostgresStatement asked = Statement;
        return new SqlExchange
        {
            Statement = StatementJson.Of(database, asked),
            StatementSize = asked.Lost > 0 ? asked.Lost + asked.Text.Length : null,
            Result = Result.Written,
            ResultSize = Result.IsTruncated ? Result.Passed : null,
            Sent = _sent,
            Duration = time.GetElapsedTime(_started),
            Exchange = exchange,
            Error = failure,
        };
    }
}
