using System.Text.Json;
using BenchmarkDotNet.Attributes;
using InfernoSim.Incidents;

namespace InfernoSim.Benchmarks.Inner;

/// <summary>Writing an event down.</summary>
public class WritingBenchmarks
{
    private readonly LineBuffer _buffer = new();
    private readonly Utf8JsonWriter _json;
    private readonly IncidentEvent _call = new()
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = IncidentTimestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        Service = "payments.test",
        Method = "POST",
        Url = "http://payments.test/charges?idempotent=true",
        Status = 200,
        DurationNanoseconds = 1_234_567,
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Accept", "application/json"), ("User-Agent", "shop/1.0"), ("Authorization", "Bearer [REDACTED]")),
        Body = RecordedBody.FromBytes(new byte[1024]),
        ResponseCaptured = true,
        ResponseHeaders = HeaderMap.Of(("Content-Type", "application/json"), ("Date", "Mon, 23 Nov 2026 18:33:15 GMT"), ("Server", "Kestrel")),
        ResponseBody = RecordedBody.FromBytes(new byte[1024]),
    };

    /// <summary>Makes a writer to be used again and again, as the log writer does.</summary>
    public WritingBenchmarks() => _json = EventSerializer.CreateWriter(_buffer);

    /// <summary>One call with two bodies.</summary>
    [Benchmark(Description = "EventSerializer, a call with two bodies of 1 KB")]
    public int Write()
    {
        _buffer.Clear();
        _json.Reset(_buffer);
        return EventSerializer.Write(_call, _buffer, _json);
    }
}
