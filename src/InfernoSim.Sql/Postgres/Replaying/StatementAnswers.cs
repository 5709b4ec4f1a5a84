using System.Text;
using System.Text.Json;
using InfernoSim.Matching;
using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Statements;
using InfernoSim.Sql.Transactions;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>The answer to a statement.</summary>
/// <param name="Result">What was recorded; <see langword="null"/> where there is none.</param>
/// <param name="Refusal">Why there is none; <see langword="null"/> when the connection is to be torn down without a word.</param>
internal sealed record StatementAnswer(RecordedResult? Result, DiagnosticFields? Refusal = null);

/// <summary>The one way from a statement to an answer: from what is known of connections, or else from the replay. Never from a database.</summary>
/// <param name="responder">Answers from the incident.</param>
/// <param name="recording">What is known of connections.</param>
internal sealed class StatementAnswers(IDependencyResponder responder, ConnectionRecording recording)
{
    private const string FeatureNotSupported = "0A000";
    private const string InternalError = "XX000";
    private const string QueryCanceled = "57014";

    private static readonly StatementAnswer TornDown = new(null);
    private static readonly StatementAnswer RolledBack = Tagged("ROLLBACK");
    private static readonly StatementAnswer Released = Tagged("RELEASE");

    private static readonly StatementAnswer NoNotifications =
        new(null, DiagnosticFields.Of("ERROR", FeatureNotSupported, "infernosim: LISTEN cannot be replayed: notifications are not recorded"));

    /// <summary>What is known of connections.</summary>
    public ConnectionRecording Recording => recording;

    /// <summary>Asks for the answer to a statement. Never throws but for a wait that is given up.</summary>
    /// <param name="database">The database.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="transaction">The statements of its transaction.</param>
    /// <param name="cancellationToken">Cancelled when the client asks to cancel, or has gone.</param>
    public async ValueTask<StatementAnswer> AskAsync(string database, PostgresStatement statement, StatementGroup transaction, CancellationToken cancellationToken)
    {
        bool listens = ConnectionStatement.Listens(statement.Text);
        if (!listens && ConnectionStatement.Is(statement.Text) && OfConnection(database, statement) is { } known)
        {
            return new StatementAnswer(known);
        }

        TransactionStep? step = WireTransaction.StepOf(statement.Text);
        if (step is { IsEnd: true })
        {
            transaction.SettleBeginning();
        }

        if (step is { } taken && AfterFault(FailedTransaction.Take(transaction, taken)) is { } end)
        {
            return end;
        }

        try
        {
            DependencyRequest request = DependencyRequest.Traced(StatementJson.Of(database, statement), StatementComments.TracingOf(statement.Text)) with
            {
                Group = transaction,
                IsBeginning = step is { Kind: TransactionStepKind.Begin or TransactionStepKind.Savepoint },
            };
            StatementAnswer answer = Read(await responder.AnswerAsync(request, cancellationToken));
            if (step is { Kind: TransactionStepKind.Savepoint, Savepoint: { } savepoint })
            {
                transaction.Save(savepoint);
            }

            // It has been asked for, so that one that is new is seen as such.
            return listens ? NoNotifications : answer;
        }
        catch (OperationCanceledException)
        {
            return new StatementAnswer(null, DiagnosticFields.Of("ERROR", QueryCanceled, "canceling statement due to user request"));
        }
#pragma warning disable CA1031 // Whatever it was: the service gets an error that says so, and never another statement's answer.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Refused($"the stub could not answer: {error.GetType().Name}: {error.Message}");
        }
    }

    // All of it in the message: drivers keep details from those who do not ask for them.
    private static StatementAnswer Refused(string reason) => new(null, DiagnosticFields.Of("ERROR", InternalError, $"infernosim: {reason}"));

    private static StatementAnswer Read(DependencyAnswer answer) => answer switch
    {
        { Status: 0 } => TornDown,
        { Status: 200 } => new StatementAnswer(RecordedResult.Read(answer.Body)),
        _ => Problem(answer.Body),
    };

    private static StatementAnswer Problem(ReadOnlyMemory<byte> body)
    {
        Dictionary<string, string> problem = JsonSerializer.Deserialize<Dictionary<string, string>>(body.Span) ?? [];
        if (problem.TryGetValue("error", out string? failure) && failure.StartsWith(GatewayFailure.ConnectionReset, StringComparison.Ordinal))
        {
            return TornDown;
        }

        string title = problem.GetValueOrDefault("title", "There is no answer.");
        string details = string.Join("; ", problem.Where(member => member.Key != "title").Select(member => $"{member.Key}: {member.Value}"));
        return Refused($"{title} {details}".TrimEnd());
    }

    private static StatementAnswer? AfterFault(FailedStep step) => step switch
    {
        FailedStep.RolledBack => RolledBack,
        FailedStep.Released => Released,
        FailedStep.Aborted => new StatementAnswer(null, AnswerWriter.Aborted),
        _ => null,
    };

    private static StatementAnswer Tagged(string tag) => new(RecordedResult.Read(Encoding.UTF8.GetBytes($$"""{"sets":[{"tag":"{{tag}}"}]}""")));

    private RecordedResult? OfConnection(string database, PostgresStatement statement) => recording.Find(database, statement) ?? UsualAnswer.To(statement.Text);
}
