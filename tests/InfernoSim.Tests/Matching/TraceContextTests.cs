using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class TraceContextTests
{
    private const string Id = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public void The_inferno_header_wins_over_tracestate()
    {
        HeaderMap headers = HeaderMap.Of(("tracestate", $"inferno={new string('1', 32)}"), ("x-inferno-traceid", Id.ToUpperInvariant()));

        string? id = TraceContext.ReadExchangeId(headers);

        Assert.Equal(Id, id);
    }

    [Theory]
    [InlineData("congo=t61,inferno=" + Id)]
    [InlineData("inferno=" + Id + ", congo=t61")]
    public void The_inferno_member_of_tracestate_names_the_exchange(string tracestate)
    {
        Assert.Equal(Id, TraceContext.ReadExchangeId(HeaderMap.Of(("tracestate", tracestate))));
    }

    [Theory]
    [InlineData("inferno=short")]
    [InlineData("inferno=00000000000000000000000000000000")]
    [InlineData("infernal=" + Id)]
    public void What_is_not_an_id_names_no_exchange(string tracestate)
    {
        Assert.Null(TraceContext.ReadExchangeId(HeaderMap.Of(("tracestate", tracestate))));
    }

    [Fact]
    public void Our_member_is_put_first_and_the_others_are_kept()
    {
        string composed = TraceContext.ComposeTraceState(["congo=t61,inferno=" + new string('2', 32), "rojo=1"], Id);

        Assert.Equal($"inferno={Id},congo=t61,rojo=1", composed);
    }

    [Fact]
    public void A_composed_traceparent_reads_back()
    {
        Assert.Equal(Id, TraceContext.ReadTraceParentId(HeaderMap.Of(("traceparent", TraceContext.ComposeTraceParent(Id)))));
    }
}
