using InfernoSim.Load.Envelope;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing.Tests.Envelope;

/// <summary>What is found depends on the machine; what is asked here is so wide, or so narrow, that it does not.</summary>
public sealed class IncidentEnvelopeSearchTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_service_whose_dependency_is_answered_from_the_incident_is_searched_for_all_three_edges()
    {
        string incident = await Greeting().WriteAsync(_folder.File("incident"));

        IncidentEnvelopeResult envelope = await IncidentEnvelopeSearch.For<Program>(incident)
            .With(s => (s.Slo, s.Budget) = ("p50<20s,errors<50%", "15s"))
            .WithServices(services => services.AddSingleton<IStartupFilter, OneAtATime>())
            .RunAsync();
        envelope.ThrowIfFailed();

        EnvelopeSummary summary = envelope.Summary;
        Assert.True(summary.Rate.Highest > 0, summary.ToText());
        Assert.NotNull(summary.Knee);
        Assert.Equal("payments.test", Assert.Single(summary.Dependencies).Dependency);
        Assert.Equal("exchange", summary.Arrival);
        Assert.Equal(0, summary.Points[0].Errors.Value);
        Assert.Contains("TOLERATED DEPENDENCY LATENCY", summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_sustains_less_than_is_asked_fails_with_what_was_asked_and_found()
    {
        string incident = await Greeting().WriteAsync(_folder.File("incident"));
        IncidentEnvelopeResult envelope = await IncidentEnvelopeSearch.For<Program>(incident)
            .With(s => (s.Slo, s.AtLeast, s.Budget) = ("p50<1us", "120 req/s", "20s"))
            .RunAsync();

        IncidentEnvelopeFailedException failure = Assert.Throws<IncidentEnvelopeFailedException>(envelope.ThrowIfFailed);

        Assert.StartsWith("120 req/s were asked for; none: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("see docs/envelope.md.", failure.Message, StringComparison.Ordinal);
        Assert.Same(envelope.Summary, failure.Summary);
    }

    [Theory]
    [InlineData("p99", "120 req/s", "60s", "it compares nothing")]
    [InlineData("p99<1s", "fast", "60s", "'fast' is not a number of requests a second")]
    [InlineData("p99<1s", "", "5s", "Budget is 5s; a search takes 10s or more")]
    public async Task A_setting_that_cannot_be_read_is_said_before_anything_is_sent(string slo, string atLeast, string budget, string message)
    {
        string incident = await Greeting().WriteAsync(_folder.File("incident"));

        var problem = await Assert.ThrowsAsync<ReplayConfigurationException>(() => IncidentEnvelopeSearch.For<Program>(incident)
            .With(s => (s.Slo, s.AtLeast, s.Budget) = (slo, atLeast, budget))
            .RunAsync());

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private static HandmadeIncident Greeting() => new HandmadeIncident().Call(
        "named", "charge", """{"status":200,"body":"charged"}""", HandmadeIncident.Get("http://payments.test/v1/charge", "charged"));
}
