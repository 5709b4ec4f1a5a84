using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Statements;

namespace InfernoSim.Tests.Incidents;

public sealed class SqlLogTests : IDisposable
{
    private const string Request = """{"type":"InboundRequest","timestamp":"2026-11-29T01:00:00Z","sequence":1,"method":"GET","url":"/","traceId":"0000000000000000000000000000000a"}""";
    private const string Response = """{"type":"InboundResponse","timestamp":"2026-11-29T01:00:01Z","sequence":2,"status":200,"traceId":"0000000000000000000000000000000a"}""";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_statement_is_one_readable_line_beside_the_other_logs()
    {
        await RecordAsync(Exchange("""{"affected":1}""") with { Exchange = "0000000000000000000000000000000a" });

        string line = Assert.Single(File.ReadAllLines(_folder.File("incident/sql.log")));
        Assert.StartsWith("{\"id\":\"", line, StringComparison.Ordinal);
        Assert.EndsWith(
            "\"type\":\"SqlStatement\",\"timestamp\":\"2026-11-29T01:00:00.5Z\",\"sequence\":1,\"service\":\"orders\",\"method\":\"DELETE\",\"url\":\"sql://orders/Orders\",\"duration\":2000000,"
            + "\"traceId\":\"0000000000000000000000000000000a\",\"statement\":{\"system\":\"sqlite\",\"text\":\"DELETE FROM Orders WHERE Id = @p0\",\"parameters\":{\"@p0\":{\"type\":\"Int64\",\"value\":7}}},\"result\":{\"affected\":1}}",
            line,
            StringComparison.Ordinal);
        Assert.Contains("\"sql_count\": 1", File.ReadAllText(_folder.File("incident/incident.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_is_read_as_a_call_of_its_exchange_whose_bodies_are_json()
    {
        await RecordAsync(Exchange("""{"affected":1}""") with { Exchange = "0000000000000000000000000000000a" });
        _folder.Write("incident/inbound.log", IncidentFolder.Lines(Request, Response));

        IncidentEvent call = Assert.Single(Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges).Calls);

        Assert.Equal((IncidentEventType.SqlStatement, 200, "DELETE", "sql://orders/Orders", 2_000_000L), (call.Type, call.Status, call.Method, call.Url, call.DurationNanoseconds));
        Assert.Equal(["application/json"], call.Headers.Values("Content-Type"));
        Assert.StartsWith("{\"system\":\"sqlite\"", Encoding.UTF8.GetString(call.Body.GetBytes().Span), StringComparison.Ordinal);
        Assert.Equal("""{"affected":1}""", Encoding.UTF8.GetString(call.ResponseBody.GetBytes().Span));
        Assert.True(call.Body.IsComplete && call.ResponseBody.IsComplete);
    }

    [Fact]
    public async Task What_is_read_is_written_again_as_it_was()
    {
        await RecordAsync(
            Exchange("""{"sets":[{"columns":[{"name":"Id","type":"INTEGER","as":"Int64"}],"rows":[[1],[null]]}]}"""),
            Exchange("{}") with { Error = "client_aborted: orders", IsBackground = true },
            Exchange("") with { ResultSize = 1_000_000 });
        string log = _folder.File("incident/sql.log");
        string[] before = File.ReadAllLines(log);

        IncidentEvent[] events = [.. IncidentReader.ReadEvents(log, new IncidentReadReport())];
        await using (var writer = IncidentLogWriter.Open(_folder.File("again.log")))
        {
            foreach (IncidentEvent e in events)
            {
                await writer.AppendAsync(e);
            }
        }

        Assert.Equal(before, File.ReadAllLines(_folder.File("again.log")));
        Assert.Equal([200, 0, 200], events.Select(e => e.Status));
        Assert.Equal([false, true, false], events.Select(e => e.IsBackground));
    }

    [Fact]
    public async Task A_result_longer_than_the_limit_is_not_kept_and_neither_is_a_longer_statement()
    {
        await RecordAsync(limit: 100, Exchange($$"""{"sets":"{{new string('x', 100)}}"}"""), Exchange("{}") with { Statement = new SqlStatement("orders", "sqlite", $"SELECT '{new string('x', 100)}' FROM Orders") });

        IncidentEvent[] events = [.. IncidentReader.ReadEvents(_folder.File("incident/sql.log"), new IncidentReadReport())];

        Assert.Equal((111L, true, false), (events[0].ResponseBody.Size, events[0].ResponseBody.IsTruncated, events[0].ResponseBody.IsComplete));
        Assert.Equal((true, false, "SELECT", "sql://orders/Orders"), (events[1].Body.IsTruncated, events[1].Body.IsComplete, events[1].Method, events[1].Url));
        Assert.Equal(64, events[1].Body.Sha256!.Length);
        Assert.DoesNotContain(events, e => e.Body.GetBytes().Length + e.ResponseBody.GetBytes().Length > 300);
    }

    [Theory]
    [InlineData("""{"type":"SqlStatement","timestamp":"2026-11-29T01:00:00Z","statement":"SELECT 1"}""", "sql.log:1:71: statement is \"SELECT 1\", expected an object.")]
    [InlineData("""{"type":"SqlStatement","timestamp":"2026-11-29T01:00:00Z","result":[]}""", "sql.log:1:68: result is an array, expected an object.")]
    [InlineData("""{"type":"SqlStatement","timestamp":"2026-11-29T01:00:00Z","background":1}""", "sql.log:1:72: background is 1, expected true or false.")]
    [InlineData("""{"type":"SqlStatement","statement":{}}""", "sql.log:1: The event has no timestamp.")]
    public void A_broken_line_is_named_with_its_place_and_what_was_expected(string line, string expected)
    {
        _folder.Write("inbound.log", IncidentFolder.Lines(Request, Response));
        _folder.Write("sql.log", IncidentFolder.Lines(line));

        IncidentFormatException broken = Assert.Throws<IncidentFormatException>(() => IncidentReader.Read(_folder.Path));

        Assert.Contains(expected, broken.Message, StringComparison.Ordinal);
        Assert.EndsWith("Repair the line, or remove it.", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_was_counted_and_is_gone_is_a_loss()
    {
        await RecordAsync(Exchange("{}"), Exchange("{}"), Exchange("{}"));
        string log = _folder.File("incident/sql.log");
        string[] lines = File.ReadAllLines(log);
        File.WriteAllText(log, IncidentFolder.Lines(lines[0]));
        _folder.Write("incident/inbound.log", "");

        Incident incident = IncidentReader.Read(_folder.File("incident"));

        Assert.Equal(["sql.log: 2 events are missing at the end (incident.json counts 3)"], incident.Losses.Select(loss => loss.ToString()));
    }

    [Fact]
    public async Task A_recording_without_statements_is_as_it_was_before_there_were_any()
    {
        await RecordAsync();

        Assert.False(File.Exists(_folder.File("incident/sql.log")));
        Assert.DoesNotContain("sql", File.ReadAllText(_folder.File("incident/incident.json")), StringComparison.Ordinal);
        Assert.Equal(
            ContentDigest.Of([_folder.File("incident/inbound.log"), _folder.File("incident/outbound.log")], CancellationToken.None),
            IncidentReader.Read(_folder.File("incident")).ContentHash);
    }

    [Fact]
    public async Task Statements_are_part_of_what_names_an_incident()
    {
        await RecordAsync(Exchange("{}"));
        string before = IncidentReader.Read(_folder.File("incident")).ContentHash;
        string log = _folder.File("incident/sql.log");
        File.WriteAllText(log, File.ReadAllText(log).Replace("Id = @p0", "Id > @p0", StringComparison.Ordinal));

        Assert.NotEqual(before, IncidentReader.Read(_folder.File("incident")).ContentHash);
    }

    [Fact]
    public async Task A_recording_that_is_continued_goes_on_counting_its_statements()
    {
        await RecordAsync(Exchange("{}"));
        await RecordAsync();
        await RecordAsync(Exchange("{}"));

        Assert.Equal([1L, 2L], IncidentReader.ReadEvents(_folder.File("incident/sql.log"), new IncidentReadReport()).Select(e => e.Sequence!.Value));
        Assert.Equal(2, IncidentReader.Read(_folder.File("incident")).Metadata!.SqlCount);
    }

    private static SqlExchange Exchange(string result) => new()
    {
        Statement = new SqlStatement("orders", "sqlite", "DELETE FROM Orders WHERE Id = @p0", [new("@p0", "Int64", 7L)]),
        Result = Encoding.UTF8.GetBytes(result),
        Sent = new DateTimeOffset(2026, 11, 29, 1, 0, 0, 500, TimeSpan.Zero),
        Duration = TimeSpan.FromMilliseconds(2),
    };

    private Task RecordAsync(params SqlExchange[] exchanges) => RecordAsync(SqlRecorder.DefaultMaxBytes, exchanges);

    private async Task RecordAsync(int limit, params SqlExchange[] exchanges)
    {
        await using IncidentWriter writer = IncidentWriter.Open(_folder.File("incident"), append: true);
        var recorder = new SqlRecorder(() => writer.Sql, null, limit);
        foreach (SqlExchange exchange in exchanges)
        {
            await recorder.RecordAsync(exchange);
        }

        await writer.CompleteAsync(new IncidentMetadata());
        Assert.Equal(exchanges.Length, recorder.Sink.Counts.Sql);
    }
}
