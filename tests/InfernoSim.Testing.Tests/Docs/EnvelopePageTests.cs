using InfernoSim.TestKit.Docs;

namespace InfernoSim.Testing.Tests.Docs;

public sealed class EnvelopePageTests
{
    [Fact]
    public async Task Sustains_five_requests_a_second()
    {
        IncidentEnvelopeResult envelope = await IncidentEnvelopeSearch.For<Program>("incidents/checkout")
            .With(s => s.Slo = "p90<30s,errors<10%")
            .With(s => s.AtLeast = "5 req/s")
            .With(s => s.Budget = "20s")
            .RunAsync();

        envelope.ThrowIfFailed();
    }

    [Fact]
    public void The_test_on_the_page_is_compiled_and_run()
    {
        string test = new DocsPage("envelope.md").BlockInClass("csharp", "In any test framework:");

        Assert.Contains(test, Repository.Read("tests/InfernoSim.Testing.Tests/Docs/EnvelopePageTests.cs"), StringComparison.Ordinal);
    }
}
