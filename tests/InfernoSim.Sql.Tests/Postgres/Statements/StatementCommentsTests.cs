using InfernoSim.Incidents;
using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Tests.Postgres.Statements;

public class StatementCommentsTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData($"SELECT 1 /*traceparent='{Parent}'*/")]
    [InlineData($"/*traceparent='{Parent}'*/ SELECT 1")]
    [InlineData($"/*/,traceparent='{Parent}'*/ SELECT 1")]
    [InlineData($"SELECT 1 /*db_driver='x',route='%2Forders',traceparent='{Parent}'*/")]
    [InlineData("SELECT 1 /*traceparent='00%2D0af7651916cd43dd8448eb211c80319c%2Db7ad6b7169203331%2D01'*/")]
    public void A_statement_names_its_request_in_a_comment_by_the_convention_of_sqlcommenter(string text) =>
        Assert.Equal([Parent], StatementComments.TracingOf(text).Values("traceparent"));

    [Fact]
    public void The_trace_state_comes_with_it()
    {
        HeaderMap tracing = StatementComments.TracingOf($"SELECT 1 /*traceparent='{Parent}',tracestate='inferno%3D0af7651916cd43dd8448eb211c80319c%2Cother%3D1'*/");

        Assert.Equal(["inferno=0af7651916cd43dd8448eb211c80319c,other=1"], tracing.Values("tracestate"));
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData($"SELECT '/*traceparent=''{Parent}''*/'")]
    [InlineData($"SELECT $$/*traceparent='{Parent}'*/$$")]
    [InlineData("SELECT traceparent FROM spans")]
    [InlineData("SELECT 1 /*traceparent*/")]
    public void Nothing_else_names_one(string text) => Assert.Empty(StatementComments.TracingOf(text));
}
