using System.Text.Json;
using InfernoSim.Sql.Tests.Postgres.Protocol;

namespace InfernoSim.Sql.Tests.Postgres.Recording;

public class ConnectionObserverTests
{
    private const int Int4 = 23;

    [Fact]
    public async Task A_statement_is_recorded_with_its_values_its_rows_and_its_tag()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Run("SELECT id,  name FROM orders WHERE id = $1 -- one", "7").Sync());
        connection.Server(new SentMessages().Add('1').Add('2').Columns(Int4, "id", "name").Row("7", null).Add('C', "SELECT 1").Ready());

        JsonElement line = Assert.Single(await connection.EndAsync());

        Assert.Equal("SELECT", line.GetProperty("method").GetString());
        Assert.Equal("sql://shop/orders", line.GetProperty("url").GetString());
        Assert.Equal("""{"system":"postgresql","text":"SELECT id, name FROM orders WHERE id = $1","parameters":{"$1":{"value":"7"}}}""", line.GetProperty("statement").GetRawText());
        JsonElement set = Assert.Single(line.GetProperty("result").GetProperty("sets").EnumerateArray());
        Assert.Equal("""[["7",null]]""", set.GetProperty("rows").GetRawText());
        Assert.Equal("SELECT 1", set.GetProperty("tag").GetString());
        Assert.Equal(["id", "name"], set.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_simple_query_of_several_statements_is_one_with_several_results()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Query("UPDATE a SET b = 1; SELECT 2; SELECT 3 WHERE false"));
        connection.Server(new SentMessages().Add('C', "UPDATE 4").Columns(Int4, "x").Row("2").Add('C', "SELECT 1").Columns(Int4, "x").Add('C', "SELECT 0").Ready());

        JsonElement result = Assert.Single(await connection.EndAsync()).GetProperty("result");

        Assert.Equal(["UPDATE 4", "SELECT 1", "SELECT 0"], result.GetProperty("sets").EnumerateArray().Select(set => set.GetProperty("tag").GetString()));
        Assert.Equal("[]", result.GetProperty("sets")[2].GetProperty("rows").GetRawText());
        Assert.Equal(4, result.GetProperty("affected").GetInt64());
    }

    [Fact]
    public async Task The_statements_of_a_pipeline_get_their_own_answers()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Run("SELECT 1").Run("SELECT 2").Sync());
        connection.Server(new SentMessages().Add('1').Add('2').Columns(Int4, "x").Row("1").Add('C', "SELECT 1"));
        connection.Server(new SentMessages().Add('1').Add('2').Columns(Int4, "x").Row("2").Add('C', "SELECT 1").Ready());

        JsonElement[] lines = await connection.EndAsync();

        Assert.Equal(["SELECT 1", "SELECT 2"], lines.Select(TextOf));
        Assert.Equal(["""[["1"]]""", """[["2"]]"""], lines.Select(line => line.GetProperty("result").GetProperty("sets")[0].GetProperty("rows").GetRawText()));
    }

    [Fact]
    public async Task An_error_ends_its_pipeline_and_what_the_server_skipped_is_not_recorded()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Run("INSERT INTO a VALUES ($1)", "1").Run("INSERT INTO b VALUES (1)").Sync().Run("SELECT 3").Sync());
        connection.Server(new SentMessages().Add('1').Add('2').Add('n').Error("23505", "duplicate key").Ready('E'));
        connection.Server(new SentMessages().Add('1').Add('2').Columns(Int4, "x").Add('C', "SELECT 0").Ready());

        JsonElement[] lines = await connection.EndAsync();

        Assert.Equal(["INSERT INTO a VALUES ($1)", "SELECT 3"], lines.Select(TextOf));
        JsonElement error = lines[0].GetProperty("result").GetProperty("error");
        Assert.Equal("23505", error.GetProperty("sqlState").GetString());
        Assert.Equal("""{"S":"ERROR","V":"ERROR","C":"23505","M":"duplicate key"}""", error.GetProperty("fields").GetRawText());
    }

    [Fact]
    public async Task A_statement_on_a_connection_that_the_server_has_ended_gets_the_error_with_which_it_was_ended()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Query("BEGIN"));
        connection.Server(new SentMessages().Add('C', "BEGIN").Ready('T').Error("57P01", "terminating connection due to administrator command", "FATAL"));
        connection.Client(new SentMessages().Run("SELECT 1").Sync());

        JsonElement[] lines = await connection.EndAsync();

        Assert.Equal(["BEGIN", "SELECT 1"], lines.Select(TextOf));
        Assert.Equal("57P01", lines[1].GetProperty("result").GetProperty("error").GetProperty("sqlState").GetString());
        Assert.False(lines[1].TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Messages_that_come_after_the_error_of_their_pipeline_are_skipped_as_well()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Run("SELECT 1/0"));
        connection.Server(new SentMessages().Add('1').Add('2').Columns(Int4, "x").Error("22012", "division by zero"));
        connection.Client(new SentMessages().Run("SELECT 2").Sync().Run("SELECT 3").Sync());
        connection.Server(new SentMessages().Ready().Add('1').Add('2').Columns(Int4, "x").Add('C', "SELECT 0").Ready());

        Assert.Equal(["SELECT 1/0", "SELECT 3"], (await connection.EndAsync()).Select(TextOf));
    }

    [Fact]
    public async Task A_name_keeps_its_statement_when_preparing_another_one_under_it_fails()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Parse("s", "SELECT 1").Sync().Parse("s", "SELEC 2").Sync());
        connection.Server(new SentMessages().Add('1').Ready().Error("42601", "syntax error").Ready());
        connection.Client(new SentMessages().Bind("", "s").Add('E', "", 0).Sync());
        connection.Server(new SentMessages().Add('2').Row("1").Add('C', "SELECT 1").Ready());

        JsonElement[] lines = await connection.EndAsync();

        Assert.Equal(["SELEC 2", "SELECT 1"], lines.Select(TextOf));
        Assert.True(lines[0].GetProperty("result").GetProperty("error").GetProperty("textRefused").GetBoolean());
    }

    [Fact]
    public async Task A_prepared_statement_is_recorded_each_time_with_the_columns_that_it_was_described_with_once()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Parse("s", "SELECT a FROM b").Add('D', (byte)'S', "s").Sync());
        connection.Server(new SentMessages().Add('1').Add('t', (short)0).Columns(Int4, "a").Ready());
        connection.Client(new SentMessages().Bind("", "s").Add('E', "", 0).Sync().Bind("", "s").Add('E', "", 0).Sync());
        connection.Server(new SentMessages().Add('2').Row("1").Add('C', "SELECT 1").Ready().Add('2').Row("2").Add('C', "SELECT 1").Ready());

        JsonElement[] lines = await connection.EndAsync();

        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal("a", line.GetProperty("result").GetProperty("sets")[0].GetProperty("columns")[0].GetProperty("name").GetString()));
    }

    [Fact]
    public async Task What_a_client_copies_in_belongs_to_the_statement_and_a_sync_in_between_means_nothing()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Run("COPY a FROM STDIN").Sync());
        connection.Server(new SentMessages().Add('1').Add('2').Add('n').Add('G', (byte)0, (short)1, (short)0));
        connection.Client(new SentMessages().Add('d', "1\n"u8.ToArray()).Sync().Add('d', "2\n"u8.ToArray()).Add('c').Sync().Query("SELECT 1"));
        connection.Server(new SentMessages().Add('C', "COPY 2").Ready().Columns(Int4, "x").Add('C', "SELECT 0").Ready());

        JsonElement[] lines = await connection.EndAsync();

        Assert.Equal(["COPY a FROM STDIN", "SELECT 1"], lines.Select(TextOf));
        Assert.Equal("1\n2\n", lines[0].GetProperty("statement").GetProperty("data").GetString());
        Assert.Equal("in", lines[0].GetProperty("result").GetProperty("sets")[0].GetProperty("copy").GetProperty("direction").GetString());
    }

    [Fact]
    public async Task What_the_server_copies_out_is_kept_message_by_message()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Query("COPY a TO STDOUT"));
        connection.Server(new SentMessages().Add('H', (byte)0, (short)1, (short)0).Add('d', "1\n"u8.ToArray()).Add('d', new byte[] { 0xFF }).Add('c').Add('C', "COPY 2").Ready());

        JsonElement copy = Assert.Single(await connection.EndAsync()).GetProperty("result").GetProperty("sets")[0].GetProperty("copy");

        Assert.Equal("""["1\n",{"base64":"/w=="}]""", copy.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task A_result_that_comes_in_parts_is_a_statement_for_each()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Parse("", "SELECT a FROM b").Bind("p", "").Add('D', (byte)'P', "p").Add('E', "p", 1).Add('H'));
        connection.Server(new SentMessages().Add('1').Add('2').Columns(Int4, "a").Row("1").Add('s'));
        connection.Client(new SentMessages().Add('E', "p", 1).Sync());
        connection.Server(new SentMessages().Row("2").Add('C', "SELECT 1").Ready());

        JsonElement[] lines = await connection.EndAsync();

        Assert.True(lines[0].GetProperty("result").GetProperty("sets")[0].GetProperty("suspended").GetBoolean());
        Assert.Equal(1, lines[1].GetProperty("statement").GetProperty("continues").GetInt32());
        Assert.All(lines, line => Assert.Equal(1, line.GetProperty("statement").GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task A_result_beyond_the_limit_is_recorded_by_its_size_alone_and_the_next_one_whole()
    {
        await using var connection = new RecordedConnection(mostKept: 300);
        connection.Client(new SentMessages().Query("SELECT 1").Query("SELECT 2"));
        connection.Server(new SentMessages().Columns(Int4, "x").Row(new string('a', 250)).Row(new string('b', 400)).Add('C', "SELECT 2").Ready());
        connection.Server(new SentMessages().Columns(Int4, "x").Row("2").Add('C', "SELECT 1").Ready());

        JsonElement[] lines = await connection.EndAsync();

        Assert.False(lines[0].TryGetProperty("result", out _));
        Assert.True(lines[0].GetProperty("responseBodyTruncated").GetBoolean());
        Assert.Equal(662, lines[0].GetProperty("responseBodySize").GetInt64());
        Assert.True(lines[1].TryGetProperty("result", out _));
    }

    [Fact]
    public async Task A_statement_beyond_the_limit_is_recorded_as_one_that_is_not_whole()
    {
        await using var connection = new RecordedConnection(mostKept: 300);
        connection.Client(new SentMessages().Run("INSERT INTO a VALUES ($1)", new string('a', 400)).Sync());
        connection.Server(new SentMessages().Add('1').Add('2').Add('n').Add('C', "INSERT 0 1").Ready());

        JsonElement line = Assert.Single(await connection.EndAsync());

        Assert.Equal("INSERT", line.GetProperty("method").GetString());
        Assert.False(line.TryGetProperty("statement", out _));
        Assert.True(line.GetProperty("bodyTruncated").GetBoolean());
    }

    [Fact]
    public async Task A_statement_whose_connection_breaks_has_no_answer()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Query("SELECT pg_sleep(10)"));

        JsonElement line = Assert.Single(await connection.EndAsync());

        Assert.Equal("connection_reset: db:5432", line.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_statement_belongs_to_the_request_that_its_comment_names()
    {
        await using var connection = new RecordedConnection();
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        connection.OpenExchanges.Open(Trace, "11111111111111111111111111111111");
        connection.Client(new SentMessages().Query($"SELECT 1 /*traceparent='00-{Trace}-b7ad6b7169203331-01'*/").Query("SELECT 2"));
        connection.Server(new SentMessages().Columns(Int4, "x").Add('C', "SELECT 0").Ready().Columns(Int4, "x").Add('C', "SELECT 0").Ready());

        JsonElement[] lines = await connection.EndAsync();

        Assert.Equal("11111111111111111111111111111111", lines[0].GetProperty("traceId").GetString());
        Assert.Equal("SELECT 1", TextOf(lines[0]));
        Assert.False(lines[1].TryGetProperty("traceId", out _));
    }

    [Fact]
    public async Task What_belongs_to_connections_is_recorded_apart_and_once()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Query("SELECT version()").Query("SELECT version()").Parse("s", "SELECT 1").Add('D', (byte)'S', "s").Sync());
        connection.Server(new SentMessages().Columns(25, "version").Row("PostgreSQL").Add('C', "SELECT 1").Ready());
        connection.Server(new SentMessages().Columns(25, "version").Row("PostgreSQL").Add('C', "SELECT 1").Ready());
        connection.Server(new SentMessages().Add('1').Add('t', (short)0).Columns(Int4, "x").Ready());

        JsonElement[] lines = await connection.AllAsync();

        Assert.All(lines, line => Assert.Equal("SqlConnection", line.GetProperty("type").GetString()));
        Assert.Equal(["CONNECT", "SELECT version()", "DESCRIBE SELECT 1"], lines.Select(TextOf));
        Assert.Equal("UTC", lines[0].GetProperty("result").GetProperty("settings").GetProperty("TimeZone").GetString());
    }

    [Fact]
    public async Task An_answer_to_nothing_that_was_asked_ends_what_is_understood_and_the_incident_says_so()
    {
        await using var connection = new RecordedConnection();
        connection.Server(new SentMessages().Add('1'));
        connection.Client(new SentMessages().Query("SELECT 1"));
        connection.Server(new SentMessages().Columns(Int4, "x").Row("1").Add('C', "SELECT 1").Ready());

        JsonElement gap = Assert.Single(await connection.AllAsync(), IsGap);

        Assert.StartsWith("not_recorded: the rest of a connection, because The server has answered", gap.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("database shop: the rest of a connection, because", Assert.Single(connection.NotRecorded), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LISTEN orders")]
    [InlineData("SET application_name = 'x'; listen \"Orders\"")]
    public async Task Who_listens_makes_an_incident_that_says_so(string text)
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Query(text));
        connection.Server(new SentMessages().Add('C', "LISTEN").Ready());
        connection.Server(new SentMessages().Add('A', 1, "orders", "payload"));

        JsonElement[] lines = await connection.AllAsync();

        JsonElement gap = Assert.Single(lines, IsGap);
        Assert.Equal(("SqlConnection", "shop", "not_recorded: LISTEN, whose notifications the server sends by itself"), (gap.GetProperty("type").GetString(), gap.GetProperty("service").GetString(), gap.GetProperty("error").GetString()));
        Assert.Equal(["database shop: LISTEN, whose notifications the server sends by itself"], connection.NotRecorded);
        Assert.DoesNotContain(lines, line => line.GetProperty("type").ValueEquals("SqlStatement"));
    }

    [Fact]
    public async Task Who_may_not_listen_hears_nothing_that_could_be_missing()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Query("LISTEN orders"));
        connection.Server(new SentMessages().Error("25006", "read only").Ready());

        Assert.DoesNotContain(await connection.AllAsync(), IsGap);
    }

    [Fact]
    public async Task Who_notifies_sends_a_statement_as_any_other()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Query("NOTIFY orders, 'x'"));
        connection.Server(new SentMessages().Add('C', "NOTIFY").Ready());

        JsonElement line = Assert.Single(await connection.EndAsync());

        Assert.Equal("NOTIFY orders, 'x'", TextOf(line));
        Assert.Empty(connection.NotRecorded);
    }

    [Fact]
    public async Task What_a_cursor_looks_like_is_recorded_by_the_statement_that_declared_it()
    {
        await using var connection = new RecordedConnection();
        connection.Client(new SentMessages().Query("DECLARE \"c1\" CURSOR FOR SELECT 1 AS x"));
        connection.Server(new SentMessages().Add('C', "DECLARE CURSOR").Ready());
        connection.Client(new SentMessages().Add('D', (byte)'P', "c1").Sync());
        connection.Server(new SentMessages().Columns(Int4, "x").Ready());

        JsonElement[] lines = await connection.AllAsync();

        JsonElement description = Assert.Single(lines, line => TextOf(line) == "DESCRIBE DECLARE \"c1\" CURSOR FOR SELECT 1 AS x");
        Assert.Equal("x", description.GetProperty("result").GetProperty("sets")[0].GetProperty("columns")[0].GetProperty("name").GetString());
        Assert.Empty(connection.NotRecorded);
    }

    private static bool IsGap(JsonElement line) => TextOf(line) == "NOT RECORDED";

    private static string TextOf(JsonElement line) => line.GetProperty("statement").GetProperty("text").GetString()!;
}
