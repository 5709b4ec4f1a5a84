using System.Buffers;
using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Sql.Postgres.Recording;
using InfernoSim.Sql.Tests.Postgres.Protocol;

namespace InfernoSim.Sql.Tests.Postgres.Recording;

/// <summary>A connection whose bytes a test makes up, and the log that comes of it.</summary>
internal sealed class RecordedConnection : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly IncidentLogWriter _writer;
    private readonly StatementLog _log;
    private readonly ConnectionObserver _observer;

    public RecordedConnection(int mostKept = 10_000)
    {
        _writer = IncidentLogWriter.Open(_folder.File("sql.log"));
        _log = new StatementLog(new SqlRecorder(() => _writer, null, mostKept), OpenExchanges, TimeProvider.System);
        _observer = new ConnectionObserver(_log, "shop");
        Server(new SentMessages().Add('R', 0).Add('S', "TimeZone", "UTC").Ready());
    }

    /// <summary>The requests that are open.</summary>
    public OpenExchanges OpenExchanges { get; } = new();

    /// <summary>What could not be recorded.</summary>
    public IReadOnlyList<string> NotRecorded => _log.NotRecorded;

    /// <summary>The client sends.</summary>
    public void Client(SentMessages messages) => _observer.FromClient.Take(new ReadOnlySequence<byte>(messages.Bytes));

    /// <summary>The server sends.</summary>
    public void Server(SentMessages messages) => _observer.FromServer.Take(new ReadOnlySequence<byte>(messages.Bytes));

    /// <summary>The connection ends, and so does the recording.</summary>
    /// <returns>The lines of the log that are statements of the service.</returns>
    public async Task<JsonElement[]> EndAsync() => [.. (await AllAsync()).Where(line => line.GetProperty("type").ValueEquals("SqlStatement"))];

    /// <summary>The same, with what belongs to connections.</summary>
    public async Task<JsonElement[]> AllAsync()
    {
        _observer.Close("connection_reset: db:5432");
        await _log.DrainAsync();
        await _writer.DisposeAsync();
        return [.. File.ReadLines(_folder.File("sql.log")).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _folder.Dispose();
    }
}
