using System.Net.Sockets;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Sql.Postgres.Replaying;
using InfernoSim.Sql.Tests.Postgres.Protocol;
using InfernoSim.Sql.Tests.Postgres.Shops;
using Npgsql;

namespace InfernoSim.Sql.Tests.Postgres.Replaying;

/// <summary>What the stub says to the driver, whatever the replay answers.</summary>
public class PostgresStubTests
{
    [Fact]
    public async Task A_statement_that_the_incident_does_not_answer_is_an_error_that_says_so_and_is_not_transient()
    {
        await using var stub = new AnsweringStub(_ => ProblemAnswer.Of(502, "The incident has no answer for this call.", ("nearestRecordedCall", "SQL shop: SELECT 1")));
        await using NpgsqlDataSource source = stub.Connect();

        var error = await Assert.ThrowsAsync<PostgresException>(() => source.CreateCommand("SELECT 2").ExecuteScalarAsync());

        Assert.Equal("infernosim: The incident has no answer for this call. nearestRecordedCall: SQL shop: SELECT 1", error.MessageText);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task An_answer_that_never_comes_breaks_the_connection()
    {
        await using var stub = new AnsweringStub(_ => new DependencyAnswer { Status = 0, Abort = true });
        await using NpgsqlDataSource source = stub.Connect();

        var error = await Assert.ThrowsAnyAsync<NpgsqlException>(() => source.CreateCommand("SELECT 2").ExecuteScalarAsync());

        Assert.IsNotType<PostgresException>(error);
    }

    [Fact]
    public async Task A_connection_that_was_reset_when_it_was_recorded_is_reset()
    {
        await using var stub = new AnsweringStub(_ => GatewayFailure.ToAnswer(GatewayFailure.Describe(GatewayFailure.ConnectionReset, "db:5432")));
        await using NpgsqlDataSource source = stub.Connect();

        var error = await Assert.ThrowsAnyAsync<NpgsqlException>(() => source.CreateCommand("SELECT 2").ExecuteScalarAsync());

        Assert.IsNotType<PostgresException>(error);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task A_text_and_its_values_are_what_is_asked_for()
    {
        await using var stub = new AnsweringStub(_ => Answer("""{"sets":[{"tag":"UPDATE 3"}]}"""));
        await using NpgsqlDataSource source = stub.Connect();
        await using NpgsqlCommand command = source.CreateCommand("UPDATE  a SET b = $1, c = $2 /* why */ WHERE d = $3");
        command.Parameters.Add(new NpgsqlParameter<decimal> { TypedValue = 1.50m });
        command.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Parse("11111111-2222-3333-4444-555555555555") });

        int changed = await command.ExecuteNonQueryAsync();

        Assert.Equal(3, changed);
        DependencyRequest asked = Assert.Single(stub.Asked);
        Assert.Equal(("UPDATE", "sql", "shop", "/a"), (asked.Method, asked.Scheme, asked.Authority, asked.PathAndQuery));
        Assert.Equal(
            """{"system":"postgresql","text":"UPDATE a SET b = $1, c = $2 WHERE d = $3","parameters":{"$1":{"type":"numeric","value":1.50},"$2":{"type":"text","value":null},"$3":{"type":"uuid","value":"11111111-2222-3333-4444-555555555555"}}}""",
            Encoding.UTF8.GetString(asked.Body.Span));
    }

    [Fact]
    public async Task A_statement_that_names_its_request_in_a_comment_is_asked_for_in_that_request()
    {
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var stub = new AnsweringStub(_ => Answer("""{"sets":[{"tag":"UPDATE 1"}]}"""));
        await using NpgsqlDataSource source = stub.Connect();

        await source.CreateCommand($"UPDATE a SET b = 1 /*traceparent='{Parent}'*/").ExecuteNonQueryAsync();

        DependencyRequest asked = Assert.Single(stub.Asked);
        Assert.Equal([Parent], asked.Headers.Values("traceparent"));
        Assert.Equal("""{"system":"postgresql","text":"UPDATE a SET b = 1"}""", Encoding.UTF8.GetString(asked.Body.Span));
    }

    [Fact]
    public async Task The_statements_of_a_transaction_are_asked_for_together()
    {
        await using var stub = new AnsweringStub(request => Answer($$"""{"sets":[{"tag":"{{(request.Method == "BEGIN" ? "BEGIN" : request.Method == "COMMIT" ? "COMMIT" : "UPDATE 1")}}"}]}"""));
        await using NpgsqlDataSource source = stub.Connect();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
        {
            await new NpgsqlCommand("UPDATE a SET b = 1", connection).ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        await new NpgsqlCommand("UPDATE a SET b = 2", connection).ExecuteNonQueryAsync();

        Assert.Equal(["BEGIN", "UPDATE", "COMMIT", "UPDATE"], stub.Asked.Select(request => request.Method));
        Assert.Single(stub.Asked.Take(3).Select(request => request.Group).Distinct());
        Assert.NotSame(stub.Asked[0].Group, stub.Asked[3].Group);
    }

    [Fact]
    public async Task In_a_transaction_that_has_failed_nothing_succeeds_but_its_end()
    {
        await using var stub = new AnsweringStub(request => Answer(request.Method switch
        {
            "BEGIN" or "ROLLBACK" => $$"""{"sets":[{"tag":"{{request.Method}}"}]}""",
            "INSERT" => """{"sets":[],"error":{"sqlState":"40P01","message":"deadlock detected"}}""",
            _ => """{"sets":[{"tag":"UPDATE 1"}]}""",
        }));
        await using NpgsqlDataSource source = stub.Connect();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();

        var first = await Assert.ThrowsAsync<PostgresException>(() => new NpgsqlCommand("INSERT INTO a VALUES (1)", connection).ExecuteNonQueryAsync());
        var second = await Assert.ThrowsAsync<PostgresException>(() => new NpgsqlCommand("UPDATE a SET b = 1", connection).ExecuteNonQueryAsync());
        await transaction.RollbackAsync();
        int afterwards = await new NpgsqlCommand("UPDATE a SET b = 1", connection).ExecuteNonQueryAsync();

        Assert.Equal(("40P01", "25P02"), (first.SqlState, second.SqlState));
        Assert.Equal(1, afterwards);
    }

    [Fact]
    public async Task A_statement_that_waits_is_cancelled_when_its_client_asks_for_it()
    {
        await using var stub = new AnsweringStub(async (_, cancelled) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled);
            return Answer("{}");
        });
        await using NpgsqlDataSource source = stub.Connect();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        Task<object?> running = command.ExecuteScalarAsync();
        await stub.HasAsked;

        command.Cancel();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => running);
        Assert.Equal("57014", (error as PostgresException ?? error.InnerException as PostgresException)?.SqlState);
    }

    [Fact]
    public async Task Listen_and_replication_are_refused_in_so_many_words()
    {
        await using var stub = new AnsweringStub(_ => Answer("{}"));
        await using NpgsqlDataSource source = stub.Connect();

        var listen = await Assert.ThrowsAsync<PostgresException>(() => source.CreateCommand("LISTEN orders").ExecuteNonQueryAsync());
        string replication = await stub.SayAsync("user\0ann\0replication\0true\0\0");

        Assert.Equal("0A000", listen.SqlState);
        Assert.Contains("LISTEN cannot be replayed", listen.MessageText, StringComparison.Ordinal);
        Assert.Contains("replication cannot be replayed", replication, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_another_protocol_is_told_so()
    {
        await using var stub = new AnsweringStub(_ => Answer("{}"));

        string said = await stub.SayRawAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        Assert.Contains("is this a PostgreSQL client?", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_were_recorded_as_text_are_answered_in_binary_where_that_is_asked_for()
    {
        await using var stub = new AnsweringStub(_ => Answer("""{"sets":[{"columns":[{"name":"a","oid":23,"size":4},{"name":"b","oid":1184,"size":8},{"name":"c","oid":25,"size":-1}],"rows":[["7","2026-11-29 01:02:03+00",null]],"tag":"SELECT 1"}]}"""));
        await using NpgsqlDataSource source = stub.Connect();
        await using NpgsqlCommand command = source.CreateCommand("SELECT a, b, c FROM t");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();

        await reader.ReadAsync();

        Assert.Equal((7, new DateTime(2026, 11, 29, 1, 2, 3, DateTimeKind.Utc), true), (reader.GetInt32(0), reader.GetDateTime(1), reader.IsDBNull(2)));
    }

    [Fact]
    public async Task A_value_whose_other_format_is_not_known_is_refused_with_what_to_do()
    {
        await using var stub = new AnsweringStub(_ => Answer("""{"sets":[{"columns":[{"name":"a","oid":1186,"size":16}],"rows":[["1 day"]],"tag":"SELECT 1"}]}"""));
        await using NpgsqlDataSource source = stub.Connect();

        var error = await Assert.ThrowsAsync<PostgresException>(() => source.CreateCommand("SELECT a FROM t").ExecuteScalarAsync());

        Assert.Contains("column 'a' was recorded in Text format and is asked for in Binary format", error.MessageText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT 1", false)]
    [InlineData("BEGIN", true)]
    [InlineData("BEGIN;SELECT 1", true)]
    [InlineData("BEGIN;ROLLBACK TO SAVEPOINT a", true)]
    [InlineData("BEGIN;COMMIT", false)]
    [InlineData("BEGIN;ROLLBACK", false)]
    [InlineData("BEGIN;COMMIT AND CHAIN", false)]
    [InlineData("BEGIN;PREPARE TRANSACTION 'a'", false)]
    public async Task A_portal_ends_with_its_transaction(string statements, bool isThere)
    {
        await using var stub = new AnsweringStub(request => Answer($$"""{"sets":[{"tag":"{{(request.Method == "PREPARE" ? "PREPARE TRANSACTION" : request.Method)}}"}]}"""));
        string[] all = statements.Split(';');
        SentMessages session = new SentMessages().Run(all[0]).Parse("s", "FETCH ALL").Bind("p", "s").Sync();
        foreach (string statement in all.Skip(1))
        {
            session = session.Run(statement).Sync();
        }

        string said = await stub.SessionAsync(session.Add('E', "p", 0).Sync());

        Assert.Equal(isThere ? "FETCH" : "34000", isThere ? stub.Asked[^1].Method : CodeIn(said));
        Assert.Equal(isThere, CodeIn(said) is null);
    }

    [Fact]
    public async Task A_portal_ends_with_the_COMMIT_that_ends_its_transaction_before_there_is_a_Sync()
    {
        await using var stub = new AnsweringStub(request => Answer($$"""{"sets":[{"tag":"{{request.Method}}"}]}"""));

        string said = await stub.SessionAsync(new SentMessages().Run("BEGIN").Parse("s", "SELECT 1").Bind("p", "s").Run("COMMIT").Add('E', "p", 0).Sync());

        Assert.Equal("34000", CodeIn(said));
    }

    [Fact]
    public async Task A_portal_is_there_until_the_Sync_that_ends_a_transaction_without_BEGIN()
    {
        await using var stub = new AnsweringStub(request => Answer($$"""{"sets":[{"tag":"{{request.Method}}"}]}"""));

        string said = await stub.SessionAsync(new SentMessages().Parse("s", "SELECT 1").Bind("p", "s").Run("UPDATE a SET b = 1").Add('E', "p", 0).Sync());

        Assert.Null(CodeIn(said));
        Assert.Equal(["UPDATE", "SELECT"], stub.Asked.Select(request => request.Method));
    }

    [Fact]
    public async Task A_simple_query_takes_the_portal_without_a_name()
    {
        await using var stub = new AnsweringStub(request => Answer($$"""{"sets":[{"tag":"{{request.Method}}"}]}"""));

        string said = await stub.SessionAsync(new SentMessages().Run("BEGIN").Sync().Parse("", "SELECT 1").Bind("", "").Query("SELECT 2").Add('E', "", 0).Sync());

        Assert.Equal("34000", CodeIn(said));
    }

    // Of the error that was said.
    private static string? CodeIn(string said) => said.Split('\0').Where(field => field.Length == 6 && field[0] == 'C').Select(field => field[1..]).SingleOrDefault();

    private static DependencyAnswer Answer(string result) => new() { Status = 200, Body = Encoding.UTF8.GetBytes(result) };

    /// <summary>A stub whose answers a test makes up. Of connections it knows nothing.</summary>
    private sealed class AnsweringStub : IDependencyResponder, IAsyncDisposable
    {
        private readonly Func<DependencyRequest, CancellationToken, Task<DependencyAnswer>> _answer;
        private readonly TaskCompletionSource _hasAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly PostgresStub _stub;

        public AnsweringStub(Func<DependencyRequest, DependencyAnswer> answer)
            : this((request, _) => Task.FromResult(answer(request)))
        {
        }

        public AnsweringStub(Func<DependencyRequest, CancellationToken, Task<DependencyAnswer>> answer)
        {
            _answer = answer;
            _stub = PostgresStub.Start([StubbedShop.BoundSocket()], new ConnectionRecording(new Incident { Folder = "", Exchanges = [], UnattributedCalls = [] }), this, TimeProvider.System);
        }

        public List<DependencyRequest> Asked { get; } = [];

        public Task HasAsked => _hasAsked.Task;

        private int Port => _stub.EndPoints[0].Port;

        // Without a recording there are no types to load.
        public NpgsqlDataSource Connect() => NpgsqlDataSource.Create(StubbedShop.ConnectionTo(Port) + ";Server Compatibility Mode=NoTypeLoading;Pooling=false");

        public Task<string> SayAsync(string parameters) => SayRawAsync(StartUp(parameters));

        /// <summary>What is said to a client from its start-up to its end.</summary>
        public Task<string> SessionAsync(SentMessages messages) => SayRawAsync([.. StartUp("user\0ann\0database\0shop\0\0"), .. messages.Add('X').Bytes]);

        public async Task<string> SayRawAsync(byte[] bytes)
        {
            using var client = new TcpClient("127.0.0.1", Port);
            await client.GetStream().WriteAsync(bytes);
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadToEndAsync();
        }

        private static byte[] StartUp(string parameters)
        {
            byte[] content = [0, 3, 0, 0, .. Encoding.UTF8.GetBytes(parameters)];
            return [.. new SentMessages().Add('?', content).Bytes.Skip(1)];
        }

        async ValueTask<DependencyAnswer> IDependencyResponder.AnswerAsync(DependencyRequest request, CancellationToken cancellationToken)
        {
            Asked.Add(request);
            _hasAsked.TrySetResult();
            return await _answer(request, cancellationToken);
        }

        public ValueTask DisposeAsync() => _stub.DisposeAsync();
    }
}
