using BenchmarkDotNet.Attributes;
using InfernoSim.Benchmarks.Servers;
using InfernoSim.Incidents;
using InfernoSim.Policies;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;

namespace InfernoSim.Benchmarks.Inner;

/// <summary>Taking the secrets out of what is recorded.</summary>
public class HidingBenchmarks
{
    private static readonly byte[] Key = new byte[32];

    private readonly IncidentEvent _plain = Response(TrivialService.Body);
    private readonly IncidentEvent _secret = Response(TrivialService.Customer);
    private readonly IncidentEvent _large = Response(Enumerable.Repeat(TrivialService.Body.ToArray(), 512).SelectMany(part => part).ToArray());
    private readonly EventScrubber _detecting = new(new SecretTokens(Key), new SecretMarks(Key));
    private readonly EventScrubber _ruled = new(new SecretTokens(Key), new SecretMarks(Key), policy: PrivacyPolicy.Parse(CaptureProxy.Rules).Places);

    /// <summary>A small answer, in which secrets are only looked for.</summary>
    [Benchmark(Description = "EventScrubber, 0.1 KB without a secret")]
    public object Plain() => _detecting.Scrub(_plain);

    /// <summary>A large one.</summary>
    [Benchmark(Description = "EventScrubber, 64 KB without a secret")]
    public object Large() => _detecting.Scrub(_large);

    /// <summary>An answer with secrets.</summary>
    [Benchmark(Description = "EventScrubber, 2 KB with five secrets")]
    public object Secret() => _detecting.Scrub(_secret);

    /// <summary>The same, by rules.</summary>
    [Benchmark(Description = "EventScrubber, 2 KB with five secrets, five rules")]
    public object Ruled() => _ruled.Scrub(_secret);

    private static IncidentEvent Response(ReadOnlyMemory<byte> body) => new()
    {
        Type = IncidentEventType.InboundResponse,
        Timestamp = IncidentTimestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        Method = "GET",
        Url = "/customers/1",
        Status = 200,
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        Headers = HeaderMap.Of(("Content-Type", TrivialService.ContentType), ("Date", "Mon, 23 Nov 2026 18:33:15 GMT"), ("Server", "Kestrel")),
        Body = RecordedBody.OfWhole(body),
        ResponseCaptured = true,
    };
}
