using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

public class IncidentReaderTests
{
    private const string Request = """{"id":"1","type":"InboundRequest","timestamp":"2026-11-23T18:33:15.123456789Z","sequence":1,"method":"GET","url":"/a","traceId":"t1"}""";
    private const string Response = """{"id":"2","type":"InboundResponse","timestamp":"2026-11-23T18:33:16Z","sequence":2,"method":"GET","url":"/a","status":200,"traceId":"t1"}""";

    [Theory]
    [InlineData("\uFEFF" + Request + "\n" + Response + "\n")]
    [InlineData(Request + "\r\n" + Response + "\r\n")]
    [InlineData("\n\r\n" + Request + "\n  \n\t\n" + Response + "\n\n")]
    [InlineData(Request + "\n" + Response)]
    [InlineData("  " + Request + " \n" + Response + "\r")]
    public void Every_form_of_line_is_read(string log)
    {
        using var folder = new TestFolder();
        var report = new IncidentReadReport();

        var read = IncidentReader.ReadEvents(folder.Write("inbound.log", log), report).ToList();

        Assert.Equal(["1", "2"], read.Select(e => e.Id));
        Assert.Equal("2026-11-23T18:33:15.123456789Z", read[0].Timestamp.ToString());
        Assert.Equal(2, report.Events);
        Assert.Empty(report.Notices);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n \n")]
    public void An_empty_log_is_an_incident_without_requests(string log)
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", log);

        Incident incident = IncidentReader.Read(folder.Path);

        Assert.Empty(incident.Exchanges);
        Assert.Contains("inbound.log holds no request.", incident.Notices);
    }

    [Theory]
    [InlineData("""{"id":"2","type":"Inbound""")]
    [InlineData("""{"id":"2","type":"InboundResponse","timestamp":"2026-11-23T18:33:16Z","bodyB64":"AAAA""")]
    [InlineData("{")]
    [InlineData("\0\0\0")]
    public void A_torn_last_line_is_read_up_to_it_and_said(string torn)
    {
        using var folder = new TestFolder();
        var report = new IncidentReadReport();

        var read = IncidentReader.ReadEvents(folder.Write("inbound.log", Request + "\n\n" + torn), report).ToList();

        Assert.Equal("1", Assert.Single(read).Id);
        Assert.Equal($"{folder.InboundLog}:3: the last event is torn, as by a crash; its {torn.Length} bytes are left out.", Assert.Single(report.Notices));
    }

    [Theory]
    [InlineData("""{"type":oops}""", 9, "JSON object on one line")]
    [InlineData("""{"type":"InboundRequest",}""", 26, "JSON object on one line")]
    [InlineData("[]", 1, "Expected a JSON object.")]
    [InlineData("""{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z"} x""", 62, "JSON object on one line")]
    [InlineData("""{"timestamp":"2026-11-23T18:33:15Z"}""", 0, "The event has no type.")]
    [InlineData("""{"type":"InboundRequest"}""", 0, "The event has no timestamp.")]
    [InlineData("""{"Type":"InboundRequest","Timestamp":"2026-11-23T18:33:15Z"}""", 0, "The event has no type.")]
    [InlineData("""{"type":7}""", 9, "type is 7, expected a string.")]
    [InlineData("""{"type":"InboundRequest","timestamp":"yesterday"}""", 38, "timestamp is \"yesterday\", expected an RFC 3339 date-time")]
    [InlineData("""{"type":"InboundRequest","timestamp":1764000000}""", 38, "timestamp is 1764000000, expected an RFC 3339 date-time")]
    [InlineData("""{"status":"200"}""", 11, "status is \"200\", expected a whole number.")]
    [InlineData("""{"status":20.5}""", 11, "status is 20.5, expected a whole number.")]
    [InlineData("""{"status":-1}""", 11, "status is -1, expected 0 or a status of three digits.")]
    [InlineData("""{"sequence":99999999999999999999}""", 13, "sequence is 99999999999999999999, expected a whole number.")]
    [InlineData("""{"bodySize":-5}""", 13, "bodySize is -5, expected a number of bytes.")]
    [InlineData("""{"bodyTruncated":"yes"}""", 18, "bodyTruncated is \"yes\", expected true or false.")]
    [InlineData("""{"bodyB64":[1,2]}""", 12, "bodyB64 is an array, expected a base64 string.")]
    [InlineData("""{"headers":[]}""", 12, "headers is an array, expected an object of header names, each with an array of strings.")]
    [InlineData("""{"responseHeaders":{"A":"b"}}""", 25, "responseHeaders is \"b\", expected an object of header names, each with an array of strings.")]
    [InlineData("""{"headers":{"A":["b",3]}}""", 22, "headers is 3, expected an object of header names, each with an array of strings.")]
    [InlineData("""{"url":"\ud800"}""", 8, "The string is not valid Unicode.")]
    [InlineData("""{"bodyB64":"\ud800"}""", 12, "The string is not valid Unicode.")]
    [InlineData("""{"statement":{"text":"\ud800"}}""", 14, "statement holds a string that is not valid Unicode.")]
    [InlineData("""{"result":{"sets":[{"\udc00":1}]}}""", 11, "result holds a string that is not valid Unicode.")]
    public void A_broken_line_is_named_with_line_column_and_what_was_expected(string broken, long column, string expected)
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", IncidentFolder.Lines(Request, broken, Response));

        var error = Assert.Throws<IncidentFormatException>(() => IncidentReader.Read(folder.Path));

        string place = column > 0 ? $"{folder.InboundLog}:2:{column}: " : $"{folder.InboundLog}:2: ";
        Assert.StartsWith(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal((2, column), (error.Line, error.Column));
    }

    [Fact]
    public void A_last_line_that_is_whole_but_wrong_is_not_taken_for_torn()
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", Request + "\n" + """{"type":"InboundResponse","timestamp":"2026-11-23T18:33:16Z","status":"ok"}""");

        var error = Assert.Throws<IncidentFormatException>(() => IncidentReader.Read(folder.Path));

        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_a_broken_line()
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder.InboundLog, [.. "{\"url\":\""u8, 0xff, .. "\"}\n"u8]);

        var error = Assert.Throws<IncidentFormatException>(() => IncidentReader.Read(folder.Path));

        Assert.Equal((1, 8), (error.Line, error.Column));
    }

    [Fact]
    public void Null_says_as_much_as_an_absent_field()
    {
        using var folder = new TestFolder();
        string line = """{"id":null,"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","sequence":null,"status":null,"traceId":"","headers":{"A":null,"B":[]},"bodyB64":null,"bodyTruncated":null}""";

        IncidentEvent read = Assert.Single(folder.Read([line]).Exchanges).Request;

        Assert.Null(read.Sequence);
        Assert.Null(read.TraceId);
        Assert.Equal("B", Assert.Single(read.Headers).Key);
        Assert.Same(RecordedBody.None, read.Body);
    }

    [Fact]
    public void Unknown_event_types_are_counted_and_reported_and_left_out()
    {
        using var folder = new TestFolder();
        string frame = """{"type":"GrpcFrame","timestamp":"2026-11-23T18:33:15Z","payload":{"x":[1]}}""";

        Incident incident = folder.Read([Request, frame, frame, Response]);

        Assert.Single(incident.Exchanges);
        Assert.Contains(incident.Notices, n => n.StartsWith("2 events of the unknown type GrpcFrame are left out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_of_ten_megabytes_is_read()
    {
        using var folder = new TestFolder();
        byte[] body = new byte[8_000_000];
        new Random(3).NextBytes(body);
        string line = Request.Replace("\"traceId\"", $"\"bodyB64\":\"{Convert.ToBase64String(body)}\",\"traceId\"", StringComparison.Ordinal);

        Incident incident = folder.Read([line, Response]);

        RecordedExchange exchange = Assert.Single(incident.Exchanges);
        Assert.Equal(200, exchange.Response!.Status);
        Assert.Equal(body.Length, exchange.Request.Body.Size);
        Assert.Equal(body, exchange.Request.Body.GetBytes().ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(300_000)]
    public void Lines_that_cross_the_buffer_are_read_whole(int bodyLength)
    {
        using var folder = new TestFolder();
        string[] lines = [.. Enumerable.Range(0, 40).Select(i => $$"""{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","sequence":{{i}},"url":"/{{new string('u', bodyLength + i)}}"}""")];

        Incident incident = folder.Read(lines);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => 1 + bodyLength + i), incident.Exchanges.Select(e => e.Request.Url!.Length));
    }

    [Fact]
    public void A_folder_without_inbound_log_is_no_incident()
    {
        using var folder = new TestFolder();

        var error = Assert.Throws<IncidentFormatException>(() => IncidentReader.Read(folder.Path));

        Assert.Contains("There is no inbound.log", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_is_not_there_is_named()
    {
        using var folder = new TestFolder();

        var error = Assert.Throws<IncidentFormatException>(() => IncidentReader.ReadEvents(folder.InboundLog, new IncidentReadReport()).Count());

        Assert.Equal(folder.InboundLog, error.Path);
    }

    [Fact]
    public void An_incident_without_outbound_log_and_metadata_is_read_with_a_notice_of_each()
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", IncidentFolder.Lines(Request, Response));

        Incident incident = IncidentReader.Read(folder.Path);

        Assert.Single(incident.Exchanges);
        Assert.Null(incident.Metadata);
        Assert.Contains(incident.Notices, n => n.StartsWith("There is no outbound.log", StringComparison.Ordinal));
        Assert.Contains(incident.Notices, n => n.StartsWith("There is no incident.json", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_broken_log_is_named_when_both_are_broken()
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", IncidentFolder.Lines("{\"status\":\"x\"}"));
        folder.Write("outbound.log", IncidentFolder.Lines("{\"status\":\"y\"}"));

        var error = Assert.Throws<IncidentFormatException>(() => IncidentReader.Read(folder.Path));

        Assert.Equal(folder.InboundLog, error.Path);
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using var folder = new TestFolder();
        folder.Write("inbound.log", IncidentFolder.Lines(Request));

        Assert.ThrowsAny<OperationCanceledException>(() => IncidentReader.Read(folder.Path, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Fields_this_version_does_not_know_are_kept_as_they_were()
    {
        using var folder = new TestFolder();
        string line = """{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","future": {"a" : [1,2.50]},"n":1e3}""";

        IncidentEvent read = Assert.Single(folder.Read([line]).Exchanges).Request;

        Assert.Equal(["future={\"a\" : [1,2.50]}", "n=1e3"], read.UnknownFields.Select(f => $"{f.Key}={Encoding.UTF8.GetString(f.Value.Span)}"));
    }
}
