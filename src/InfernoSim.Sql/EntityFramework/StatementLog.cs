using InfernoSim.Recording;
using InfernoSim.Sql.Results;
using InfernoSim.Statements;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>Writes statements down. No statement waits for it, and none fails by it.</summary>
internal static class StatementLog
{
    /// <summary>Writes a statement down.</summary>
    /// <param name="recording">Where to.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="exchange">The exchange that it belongs to; <see langword="null"/> for none.</param>
    /// <param name="sent">When it was sent.</param>
    /// <param name="duration">How long the database took.</param>
    /// <param name="result">What came back.</param>
    /// <param name="error">Why there was no answer; <see langword="null"/> when there was one.</param>
    public static void Write(
        RecordMode recording, SqlStatement statement, string? exchange, DateTimeOffset sent, TimeSpan duration, ResultWriter result, string? error = null)
    {
        (ReadOnlyMemory<byte> json, long? size) = result.Write();
        ValueTask written = recording.Recorder.RecordAsync(new SqlExchange
        {
            Statement = statement,
            Result = json,
            ResultSize = size,
            Sent = sent,
            Duration = duration,
            Exchange = exchange,
            IsBackground = exchange is null,
            Error = error,
        });

        // The log is closed when all is written, and tells its owner what could not be.
        _ = written.AsTask();
    }
}
