using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using InfernoSim.Capture.AspNetCore.Ring;
using InfernoSim.Incidents;
using InfernoSim.Privacy;
using InfernoSim.Recording;
using InfernoSim.Scrubbing;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.AspNetCore.Tests.Ring;

/// <summary>Whatever an event is and whatever bodies it has: it leaves the memory as it would have been written at once.</summary>
public sealed class RingEventsTests : IDisposable
{
    private const long MaxMemory = 8 * 1024 * 1024;
    private const string Exchange = "0af7651916cd43dd8448eb211c80319c";
    private static readonly string Hash = new('a', 64);
    private static readonly byte[] Secret = """{"password":"hunter2","total":1}"""u8.ToArray();

    private readonly FakeTimeProvider _time = new();
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_event_comes_out_as_it_went_in(bool isScrubbed, bool isSpilled)
    {
        EventScrubber? scrubber = isScrubbed ? new EventScrubber(new SecretTokens(new byte[32]), new SecretMarks(new byte[32])) : null;
        var missed = new ConcurrentBag<Exception>();
        var ring = new ExchangeRing(MaxMemory, TimeSpan.FromMinutes(5), _time, scrubber, isSpilled ? new SpillStore(_folder.File("spilled"), 64 * MaxMemory) : null)
        {
            Missed = (_, fault) => missed.Add(fault),
        };
        InboundObservation exchange = new TrafficRecorder(new RingLog(ring, LogKind.Inbound), new RecorderOptions { Memory = ring }, _time).OpenExchange("GET", "/", "service.test", Exchange);
        ring.Open(exchange);
        foreach (IncidentEvent e in Events())
        {
            ring.Add(LogKind.Outbound, e);
        }

        ring.Close(exchange);
        if (isSpilled)
        {
            ring.TryTake((int)MaxMemory / 2);
            await Patience.UntilAsync(() =>
            {
                ring.AgeOut();
                return !ring.HasToSpill;
            });
            await ring.StopSpillingAsync();
        }

        using RingSnapshot snapshot = ring.Take(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        string[] lines = [.. snapshot.ReadAll().Select(item => Line(item.Event)).Order(StringComparer.Ordinal)];
        Assert.Empty(missed);
        Assert.Equal(isSpilled, ring.BytesOnDisk > 0);
        Assert.Equal(Events().Select(e => Line(SerializedEvent.Of(scrubber?.Scrub(e) ?? e))).Order(StringComparer.Ordinal), lines);
        Assert.Equal((0, 0), (snapshot.Dropped, snapshot.Unreadable));
    }

    private static IEnumerable<IncidentEvent> Events() => Seen().Select((e, i) => e with { Id = i.ToString("x32", CultureInfo.InvariantCulture) });

    private static IEnumerable<IncidentEvent> Seen()
    {
        foreach (RecordedBody body in Bodies())
        {
            yield return New(IncidentEventType.InboundRequest) with { Body = body };
            yield return New(IncidentEventType.InboundResponse) with { Body = body, Status = 200, ResponseCaptured = true, ResponseTrailers = HeaderMap.Of(("grpc-status", "0")), ResponsePieces = [new(1, 0), new(5, body.Size)] };
            yield return New(IncidentEventType.Unknown) with { TypeName = "GrpcFrame", Body = body, ResponseBody = body };
            yield return New(IncidentEventType.OutboundCall) with { Body = body, Error = "timeout: dependency.test" };
            yield return New(IncidentEventType.OutboundCall) with { TraceId = null, IsBackground = true, ResponseBody = body, ResponseHeaders = HeaderMap.Of(("Content-Type", "application/json")), Headers = HeaderMap.Empty, Status = 200 };
            foreach (RecordedBody response in Bodies())
            {
                yield return New(IncidentEventType.OutboundCall) with
                {
                    Body = body,
                    ResponseBody = response,
                    Status = 200,
                    Reason = "Fine",
                    ResponseCaptured = true,
                    ResponseHeaders = HeaderMap.Of(("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
                    ResponseTrailers = HeaderMap.Of(("X-Checked", "yes")),
                    Turns = [new(0, 0), new(body.Size, response.Size)],
                    Messages = [new(1, 0), new(9, 1)],
                };
            }
        }

        foreach (RecordedBody statement in Statements())
        {
            yield return New(IncidentEventType.SqlStatement) with { Url = "sql://db.test/orders", Headers = SqlEvent.Headers, ResponseHeaders = SqlEvent.Headers, Status = 200, Body = statement, ResponseBody = statement };
        }
    }

    private static IncidentEvent New(IncidentEventType type) => new()
    {
        Type = type,
        Timestamp = new IncidentTimestamp(1_700_000_000_123_456_789),
        TraceId = Exchange,
        Method = "POST",
        Url = "http://dependency.test/a%2Fb?token=abc&ü=\"",
        DurationNanoseconds = 17,
        Headers = HeaderMap.Of(("Content-Type", "application/json"), ("X-Ünïcode", "é \\ \"")),
        UnknownFields = [new("later", "{\"a\": [1, \"\\u00e9\"]}"u8.ToArray()), new("none", "null"u8.ToArray())],
    };

    private static IEnumerable<RecordedBody> Bodies() =>
    [
        RecordedBody.None,
        RecordedBody.NotRecorded,
        RecordedBody.OfWhole(default),
        RecordedBody.OfWhole(Secret),
        Hashed(RecordedBody.OfWhole(Secret)),
        RecordedBody.OfWhole(Enumerable.Range(0, 30_000).Select(i => (byte)i).ToArray()),
        RecordedBody.FromBytes(Secret),
        RecordedBody.FromBytes(Secret, sha256: Hash),
        RecordedBody.FromBytes(Secret, size: 1000, truncated: true),
        RecordedBody.FromBytes(Secret, size: 1000, sha256: Hash, truncated: true),
        RecordedBody.FromBytes(Secret, redacted: true),
        RecordedBody.FromBytes(default, truncated: true),
        RecordedBody.FromBytes(default, redacted: true),
        RecordedBody.FromBytes(default, size: 1_000_000, truncated: true),
        RecordedBody.FromBytes(default, size: 1000, sha256: Hash),
    ];

    private static IEnumerable<RecordedBody> Statements() =>
    [
        RecordedBody.None,
        RecordedBody.FromBytes("""{"text":"select 1","parameters":[{"name":"@pwd","value":"hunter2"}]}"""u8.ToArray()),
        RecordedBody.FromBytes("""{"text":"sel"""u8.ToArray(), size: 1000, sha256: Hash, truncated: true),
    ];

    private static RecordedBody Hashed(RecordedBody body)
    {
        Assert.NotNull(body.Sha256);
        return body;
    }

    private static string Line(SerializedEvent made) => Encoding.UTF8.GetString([.. made.Head, .. "0"u8, .. made.Rest]);
}
