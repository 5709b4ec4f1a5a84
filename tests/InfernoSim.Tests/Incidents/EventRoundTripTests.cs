using System.Text;
using CsCheck;
using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

public class EventRoundTripTests
{
    private static readonly Gen<string> SentText = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 1, 40],
        Gen.OneOf("/a%2Fb?x=1&y=%20", "quote\" back\\slash", "é ü 漢字 \U0001F525", "</script>'+&", "\u2028 \u0085"));

    private static readonly Gen<string> Text = Gen.OneOf(SentText, Gen.Const("line\nbreak\tand \u0001"), Gen.Const("\u007f"));

    private static readonly Gen<string?> OptionalSentText = Gen.OneOf(Gen.Const((string?)null), SentText.Select(t => (string?)t));

    private static readonly Gen<string?> OptionalText = Gen.OneOf(Gen.Const((string?)null), Text.Select(t => (string?)t));

    private static readonly Gen<HeaderMap> Headers =
        Gen.Select(Gen.OneOf("Host", "Accept", "X-Ünïcode", "Set-Cookie", "content-type", "X-\"Odd\""), Gen.OneOf(SentText, Gen.Const("with a\ttab")).List[0, 3])
            .Select((name, values) => new KeyValuePair<string, IReadOnlyList<string>>(name, values))
            .List[0, 5]
            .Select(fields => new HeaderMap(fields));

    private static readonly Gen<RecordedBody> Body = Gen.Select(Gen.Byte.Array[0, 300], Gen.Long[0, 5], Gen.Bool, Gen.Bool)
        .Select((bytes, more, hashed, redacted) =>
            RecordedBody.FromBytes(bytes, bytes.Length + more, hashed ? new string('a', 64) : null, truncated: more > 0, redacted));

    private static readonly Gen<IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>> UnknownFields =
        Gen.Select(Gen.OneOf("flags", "tést", "v2", "nested"), Gen.OneOf("1", "null", "\"\\u00e9\"", "{\"a\": [1, {}]}", "1e400", "[ ]"))
            .Select((name, value) => new KeyValuePair<string, ReadOnlyMemory<byte>>(name, Encoding.UTF8.GetBytes(value)))
            .List[0, 3]
            .Select(fields => (IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>)fields);

    private static readonly Gen<IncidentEvent> Plain =
        Gen.Select(Gen.OneOf("InboundRequest", "InboundResponse", "OutboundCall", "GrpcFrame"), Gen.Long, OptionalSentText, OptionalSentText, Gen.Int[100, 999], Gen.Long, OptionalText, OptionalText)
            .Select((type, time, method, url, status, duration, error, traceId) => new IncidentEvent
            {
                Id = "0123456789abcdef0123456789abcdef",
                Type = Enum.TryParse(type, out IncidentEventType known) ? known : IncidentEventType.Unknown,
                TypeName = type,
                Timestamp = new IncidentTimestamp(time),
                Method = method,
                Url = url,
                Status = status,
                DurationNanoseconds = duration,
                Error = error,
                TraceId = traceId,
            });

    private static readonly Gen<IncidentEvent> Events =
        Gen.Select(Plain, Headers, Body, Headers, Body, Headers, Gen.Select(OptionalSentText, OptionalText), UnknownFields)
            .Select((plain, headers, body, responseHeaders, responseBody, trailers, texts, unknown) => plain with
            {
                Service = texts.Item1,
                Headers = headers,
                Body = body,
                Reason = texts.Item1,
                ResponsePieces = [.. Enumerable.Range(0, trailers.Count).Select(piece => new ResponsePiece(piece * 1_000_000L, piece * body.Size))],
                Turns = [.. Enumerable.Range(0, headers.Count).Select(turn => new DialogueTurn(turn * body.Size, turn))],
                Messages = [.. Enumerable.Range(0, headers.Count).Select(message => new MessageTime(message * 1_000L, message / 2))],
                ResponseCaptured = plain.Type == IncidentEventType.OutboundCall,
                ResponseHeaders = responseHeaders,
                ResponseBody = responseBody,
                ResponseTrailers = trailers,
                BytesSent = plain.DurationNanoseconds,
                BytesReceived = body.Size,
                GrpcServiceMethod = texts.Item2,
                GrpcStatus = texts.Item2,
                InjectionApplied = texts.Item2,
                ConnectionEnd = texts.Item2,
                UnknownFields = unknown,
            });

    [Fact]
    public void What_is_written_is_read_back_with_nanoseconds_and_unknown_fields() =>
        Events.List[1, 8].Sample(events =>
        {
            using var folder = new TestFolder();
            string path = Append(folder.File("first.log"), events);

            List<IncidentEvent> read = Read(path);

            Assert.Equal(events.Select((e, i) => EventText.Of(e with { Sequence = i + 1 })), read.Select(EventText.Of));
        }, iter: 300, threads: 2);

    [Fact]
    public void A_log_that_was_read_is_written_again_byte_for_byte() =>
        Events.List[1, 8].Sample(events =>
        {
            using var folder = new TestFolder();
            string first = Append(folder.File("first.log"), events);

            string second = Append(folder.File("second.log"), Read(first));

            Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
        }, iter: 300, threads: 2);

    [Theory]
    [InlineData("""{"type":"OutboundCall","timestamp":"2026-11-23T18:33:15.000000007Z","sequence":1,"method":"GET","url":"http://a/b","status":200,"headers":{"X":["1"]},"bodySize":2,"bodyB64":"aGk=","future":{"a":1}}""")]
    [InlineData("""{"type":"OutboundCall","timestamp":"2026-11-23T18:33:15Z","sequence":1,"method":"GET","url":"http://a/b","error":"connection_refused: a","headers":{"X":["1"]},"bodySize":2,"bodyB64":"aGk="}""")]
    [InlineData("""{"type":"OutboundCall","timestamp":"2026-11-23T18:33:15Z","sequence":1,"method":"CONNECT","url":"a:443","status":200,"headers":{"User-Agent":["x"]},"bytesSent":5}""")]
    [InlineData("""{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","sequence":1,"method":"GET","url":"/","status":204,"bodySize":12}""")]
    public void Old_forms_are_written_again_in_the_old_form(string line)
    {
        using var folder = new TestFolder();
        IncidentEvent read = Assert.Single(Read(folder.Write("old.log", line + "\n")));

        string written = File.ReadAllText(Append(folder.File("new.log"), [read with { Id = "x" }]));

        Assert.Equal(line.Replace("{\"type\"", "{\"id\":\"x\",\"type\"", StringComparison.Ordinal) + "\n", written);
    }

    private static string Append(string path, IEnumerable<IncidentEvent> events)
    {
        AppendAsync(path, events).GetAwaiter().GetResult();
        return path;
    }

    private static async Task AppendAsync(string path, IEnumerable<IncidentEvent> events)
    {
        await using var writer = IncidentLogWriter.Open(path);
        foreach (IncidentEvent e in events)
        {
            await writer.AppendAsync(e);
        }
    }

    private static List<IncidentEvent> Read(string path) => [.. IncidentReader.ReadEvents(path, new IncidentReadReport())];
}
