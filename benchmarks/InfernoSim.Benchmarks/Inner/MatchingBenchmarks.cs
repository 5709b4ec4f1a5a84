using System.Text;
using BenchmarkDotNet.Attributes;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Benchmarks.Inner;

/// <summary>Finding a call, comparing a body, deciding a fault.</summary>
public class MatchingBenchmarks
{
    private static readonly HeaderMap JsonHeaders = HeaderMap.Of(("Content-Type", "application/json"));
    private static readonly byte[] Recorded = Order(amount: "129.90", isReordered: false);

    private readonly DependencyRequest _get = new() { Method = "GET", Scheme = "http", Authority = "inventory.test:8080", PathAndQuery = "/stock/K-1027?warehouse=7&sku=K-7&sku=K-9" };
    private readonly DependencyRequest _post = new() { Method = "POST", Scheme = "http", Authority = "payments.test", PathAndQuery = "/charges", Headers = JsonHeaders, Body = Recorded };
    private readonly BodyContent _recorded = BodyContent.Of(Recorded, JsonHeaders);
    private readonly BodyContent _same = BodyContent.Of(Recorded.ToArray(), JsonHeaders);
    private readonly BodyContent _reordered = BodyContent.Of(Order(amount: "129.9", isReordered: true), JsonHeaders);
    private readonly BodyContent _changed = BodyContent.Of(Order(amount: "130", isReordered: false), JsonHeaders);
    private readonly FaultPlan _faults = new([Fault.Parse("dep=inventory.test latency=20ms jitter=10ms rate=50%"), Fault.Parse("dep=payments.test:443 status=503"), Fault.Parse("dep=* drop=5%")], 7);

    /// <summary>The key of a call without a body.</summary>
    [Benchmark(Description = "CallKey.Of, GET with a query")]
    public object KeyOfGet() => CallKey.Of(_get, OwnIds.None);

    /// <summary>The key of a call with a JSON body.</summary>
    [Benchmark(Description = "CallKey.Of, POST of 1 KB of JSON")]
    public object KeyOfPost() => CallKey.Of(_post, OwnIds.None);

    /// <summary>Bodies of the same bytes.</summary>
    [Benchmark(Description = "BodyComparer, 1 KB of the same bytes")]
    public object? CompareSame() => BodyComparer.Compare(_recorded, _same, TraceNoise.None);

    /// <summary>Bodies of the same meaning.</summary>
    [Benchmark(Description = "BodyComparer, 1 KB of JSON, keys in another order")]
    public object? CompareReordered() => BodyComparer.Compare(_recorded, _reordered, TraceNoise.None);

    /// <summary>Bodies that differ.</summary>
    [Benchmark(Description = "BodyComparer, 1 KB of JSON, the last value differs")]
    public object? CompareChanged() => BodyComparer.Compare(_recorded, _changed, TraceNoise.None);

    /// <summary>Three rules, two of which are for the call.</summary>
    [Benchmark(Description = "FaultPlan.Decide, three rules")]
    public TimeSpan Decide() => _faults.Decide("inventory.test", "http", 3, new CallIdentity(17, 4), 0).Delay;

    private static byte[] Order(string amount, bool isReordered)
    {
        var text = new StringBuilder("{\"lines\":[");
        for (int i = 0; i < 16; i++)
        {
            string line = isReordered
                ? $"{{\"name\":\"Article {i}\",\"count\":{i},\"sku\":\"K-{i}\"}}"
                : $"{{\"sku\":\"K-{i}\",\"count\":{i},\"name\":\"Article {i}\"}}";
            text.Append(i == 0 ? "" : ",").Append(line);
        }

        return Encoding.UTF8.GetBytes(text.Append($"],\"customer\":\"C-4711\",\"currency\":\"EUR\",\"note\":\"{new string('n', 200)}\",\"amount\":{amount}}}").ToString());
    }
}
