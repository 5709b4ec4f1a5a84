using InfernoSim.Testing;

namespace InfernoSim.Cli.Tests.Jobs;

/// <summary>What <c>heal</c> wrote holds in a search as in a replay. The objective cannot be held, so that the search is short.</summary>
public sealed class EnvelopeRulesTests
{
    // Not the share of errors: on a busy machine an answer may be missing for its own reasons.
    private const string AnotherBody = "another body than recorded";
    private const string Rules = "ignore:\n  - json: $.id\n";

    [Theory]
    [InlineData("replay.yaml", new string[0])]
    [InlineData("ci.yaml", new[] { "--config=ci.yaml" })]
    public async Task The_command_ignores_what_the_file_ignores(string file, string[] flags)
    {
        await using FrontEnds both = await StartAsync();
        string path = Path.Combine(both.Incident, file);
        await File.WriteAllTextAsync(path, Rules);

        (_, string printed, string error) = await both.RunAsync(
            "envelope", ["--json", "--slo=p50<1us", "--budget=10s", "--fanout=false", "--tolerance=false", .. flags.Select(flag => flag.Replace("ci.yaml", path, StringComparison.Ordinal))]);

        Assert.True(printed.Length > 0, error);
        Assert.DoesNotContain(AnotherBody, printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_ignores_what_the_file_ignores()
    {
        await using FrontEnds both = await StartAsync();
        both.WriteRules(Rules);

        IncidentEnvelopeResult result = await both.Search().With(s => (s.Slo, s.Budget, s.SearchFanout, s.Dependencies) = ("p50<1us", "10s", false, [])).RunAsync();

        Assert.DoesNotContain(AnotherBody, result.Summary.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_rule_another_body_is_an_error()
    {
        await using FrontEnds both = await StartAsync();

        IncidentEnvelopeResult result = await both.Search().With(s => (s.Slo, s.Budget, s.SearchFanout, s.Dependencies) = ("p50<20s,errors<1%", "10s", false, [])).RunAsync();

        Assert.Contains(AnotherBody, result.Summary.ToJson(), StringComparison.Ordinal);
    }

    private static async Task<FrontEnds> StartAsync()
    {
        FrontEnds both = await FrontEnds.StartAsync(("GET", "/hello", 200, """{"id":1}"""));
        both.Service.Greeting = """{"id":2}""";
        return both;
    }
}
