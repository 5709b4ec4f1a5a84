namespace InfernoSim.Cli.Tests.Jobs;

public sealed class InProcessStatementTests
{
    [Fact]
    public async Task Statements_that_were_recorded_inside_the_process_of_the_service_are_refused_before_the_replay()
    {
        await using FrontEnds both = await FrontEnds.StartAsync(("GET", "/hello", 200, "hello"));
        File.WriteAllText(
            Path.Combine(both.Incident, "sql.log"),
            """{"type":"SqlStatement","timestamp":"2026-11-29T01:00:00Z","service":"shop","method":"SELECT","url":"sql://shop/","statement":{"system":"sqlite","text":"SELECT 1"}}""" + "\n");

        (int code, string printed, string error) = await both.RunAsync("replay", ["--stub-compat-listen="]);

        Assert.Equal((2, ""), (code, printed));
        Assert.Contains("sql.log were recorded inside the process of the service, and can be answered only there", error, StringComparison.Ordinal);
    }
}
