using System.Data.Common;
using System.Text.Json;
using InfernoSim.Matching;
using InfernoSim.Sql.Results;
using InfernoSim.Statements;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>Asks a replay for what was recorded for the statements of one context.</summary>
/// <param name="answering">The replay.</param>
/// <param name="database">The database.</param>
internal sealed class StatementAnswers(AnswerMode answering, string database)
{
    private const int Answered = 200;
    private const int TimedOut = 504;

    /// <summary>The database.</summary>
    public string Database => database;

    /// <summary>What came back for a statement, while the caller waits.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="transaction">The statements of its transaction; <see langword="null"/> where it is in none.</param>
    /// <exception cref="DbException">An error of the database, or there is no answer.</exception>
    public RecordedResult Ask(SqlStatement statement, StatementGroup? transaction)
    {
        // The caller asked to block.
        ValueTask<DependencyAnswer> answer = AnswerAsync(statement, transaction, CancellationToken.None);
        return Read(answer.IsCompleted ? answer.Result : answer.AsTask().GetAwaiter().GetResult());
    }

    /// <summary>What came back for a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="transaction">The statements of its transaction; <see langword="null"/> where it is in none.</param>
    /// <param name="cancellationToken">The service gives the statement up.</param>
    /// <exception cref="DbException">An error of the database, or there is no answer.</exception>
    public async Task<RecordedResult> AskAsync(SqlStatement statement, StatementGroup? transaction, CancellationToken cancellationToken)
    {
        DependencyAnswer answer = await AnswerAsync(statement, transaction, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Read(answer);
    }

    private ValueTask<DependencyAnswer> AnswerAsync(SqlStatement statement, StatementGroup? transaction, CancellationToken cancellationToken)
    {
        string? exchange = answering.Exchange;
        return answering.Responder.AnswerAsync(DependencyRequest.Of(statement, exchange) with { IsBackground = exchange is null, Group = transaction }, cancellationToken);
    }

    private RecordedResult Read(DependencyAnswer answer)
    {
        if (answer.Status == Answered && !answer.Abort)
        {
            return RecordedResult.Read(answer.Body);
        }

        throw answer switch
        {
            { Status: 0 } or { Abort: true } => new RecordedDbException($"The connection to {database} was closed."),
            { Status: TimedOut } => new TimeoutException($"{database} did not answer in time."),
            _ => new RecordedDbException($"The replay has no answer for this statement: {ReasonOf(answer)}"),
        };
    }

    private static string ReasonOf(DependencyAnswer answer)
    {
        try
        {
            JsonElement problem = JsonElement.Parse(answer.Body.Span);
            string reason = Text(problem, "reason") ?? Text(problem, "title") ?? $"status {answer.Status}";
            return Text(problem, "nearestRecordedCall") is { } nearest ? $"{reason}; the nearest is {nearest}" : reason;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return $"status {answer.Status}";
        }
    }

    private static string? Text(JsonElement problem, string name) => problem.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
}
