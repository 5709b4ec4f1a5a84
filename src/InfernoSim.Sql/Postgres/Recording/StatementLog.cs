using System.Collections.Concurrent;
using System.Text;
using InfernoSim.Matching;
using InfernoSim.Recording;
using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>
/// Takes down what connections were seen to do. What belongs to a connection rather than to a request (the settings it begins with,
/// a driver's look at the catalog, descriptions of prepared statements) is written once, however many connections do it.
/// </summary>
/// <param name="recorder">Writes events.</param>
/// <param name="openExchanges">The requests that are open.</param>
/// <param name="time">The clock.</param>
internal sealed class StatementLog(SqlRecorder recorder, OpenExchanges openExchanges, TimeProvider time)
{
    // A service that makes up a text for each statement would fill the memory.
    private const int MostKnown = 10_000;

    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _notRecorded = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> _writing = [];
    private long _statements;

    /// <summary>How many bytes of a statement, and of a result, are kept.</summary>
    public int MostKept => recorder.MaxBytes;

    /// <summary>How many statements of the service were seen.</summary>
    public long Statements => Volatile.Read(ref _statements);

    /// <summary>What passed and could not be recorded, for a person.</summary>
    public IReadOnlyList<string> NotRecorded => [.. _notRecorded.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Something passed that cannot be recorded. The incident says so, as often as it is opened.</summary>
    /// <param name="database">The database.</param>
    /// <param name="what">What, for a person.</param>
    public void AddNotRecorded(string database, string what)
    {
        string name = StatementJson.DatabaseName(database);
        if (_notRecorded.Count < MostKnown && _notRecorded.TryAdd($"database {name}: {what}", 0))
        {
            SqlExchange gap = Begin(new PostgresStatement(ConnectionEvents.NotRecorded)).End(database, OpaqueTraffic.ErrorOf(what));
            Write(recorder.RecordAsync(gap with { IsOfConnection = true, Exchange = null }));
        }
    }

    /// <summary>A statement is sent.</summary>
    /// <param name="statement">The statement.</param>
    public StatementInProgress Begin(PostgresStatement statement) =>
        new(statement, CallOrigin.Of(StatementComments.TracingOf(statement.Text), openExchanges).TraceId, MostKept, time);

    /// <summary>A statement was answered, or never will be.</summary>
    /// <param name="database">The database.</param>
    /// <param name="statement">The statement and its result.</param>
    /// <param name="failure">Why there is no answer; <see langword="null"/> where there is one.</param>
    public void End(string database, StatementInProgress statement, string? failure)
    {
        SqlExchange ended = statement.End(database, failure);
        bool listens = ConnectionStatement.Listens(statement.Statement.Text);
        if (listens && failure is null && statement.Result.Error is null)
        {
            AddNotRecorded(database, "LISTEN, whose notifications the server sends by itself");
        }

        if (!ConnectionStatement.Is(statement.Statement.Text))
        {
            Interlocked.Increment(ref _statements);
            Write(recorder.RecordAsync(ended));
        }
        else if (failure is null && !listens)
        {
            AddConnection(database, ended);
        }
    }

    /// <summary>A session has begun.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="settings">What the server told of its settings.</param>
    public void Opened(string database, IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        StatementInProgress opening = Begin(new PostgresStatement(ConnectionEvents.Connect));
        foreach ((string name, string value) in settings)
        {
            opening.Result.AddSetting(name, value);
        }

        AddConnection(database, opening.End(database, null));
    }

    /// <summary>The server has described a prepared statement.</summary>
    /// <param name="database">The database.</param>
    /// <param name="text">Its text.</param>
    /// <param name="parameterTypes">The types of its parameters.</param>
    /// <param name="columns">The columns of its result; none for no result.</param>
    public void Described(string database, string text, IReadOnlyList<uint> parameterTypes, IReadOnlyList<ColumnDescription> columns)
    {
        StatementInProgress description = Begin(new PostgresStatement($"{ConnectionEvents.Describe} {text}"));
        description.Result.ParameterTypes = parameterTypes;
        if (columns.Count > 0)
        {
            description.Result.BeginSet(columns);
            description.Result.EndSet(null);
        }

        AddConnection(database, description.End(database, null));
    }

    /// <summary>Waits until all that was taken down has been written, or never will be.</summary>
    public Task DrainAsync() => Task.WhenAll(_writing.Keys);

    private void AddConnection(string database, SqlExchange exchange)
    {
        string what = $"{database}\n{Encoding.UTF8.GetString(exchange.Statement.Json.Span)}";
        if (_known.Count < MostKnown && _known.TryAdd(what, 0))
        {
            Write(recorder.RecordAsync(exchange with { IsOfConnection = true, Exchange = null }));
        }
    }

    // Nobody who uses the database waits for the log.
    private void Write(ValueTask written)
    {
        if (written.IsCompletedSuccessfully)
        {
            written.GetAwaiter().GetResult();
            return;
        }

        Task writing = written.AsTask();
        _writing.TryAdd(writing, 0);
        _ = writing.ContinueWith(done => _writing.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
