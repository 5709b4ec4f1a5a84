using InfernoSim.Incidents;
using InfernoSim.Trust.Tests.Cases;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests;

public class FanoutTests
{
    private const int Workers = 50;

    /// <summary>
    /// Tickets are recorded side by side, each with three equal calls at once whose answers count up, so that an answer that
    /// goes to the wrong exchange, or to the wrong worker, makes a wrong sum.
    /// </summary>
    [Fact]
    public async Task Fifty_workers_each_get_the_answers_of_their_own_exchange()
    {
        using var folder = new TestFolder();
        DependencyAddresses dependencies = await Recorder.RecordAsync(folder.Path, SendAsync);
        Incident incident = IncidentReader.Read(folder.Path);
        int calls = incident.Exchanges.Sum(exchange => exchange.Calls.Count);

        ReplaySummary first = await ReplayAsync(incident, dependencies);
        ReplaySummary second = await ReplayAsync(incident, dependencies);

        Assert.Equal([503, 503, 200], incident.Exchanges[0].Calls.Select(call => call.Status));
        Assert.True(Tickets(incident) > 1, "All tickets have the same number, so that a mix-up would not show.");
        Assert.True(first.Outcome == ReplayOutcome.PassStrong, first.ToText());
        Assert.True(second.Outcome == ReplayOutcome.PassStrong, second.ToText());
        Assert.Equal((long)calls * Workers * first.Runs.Executed, first.Matching.Causal);
        Assert.Equal((0, 0, 0), (first.Matching.ByContent, first.Matching.Ambiguous, first.Matching.Unmatched));
        Assert.NotNull(first.Fingerprint);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
    }

    private static Task<ReplaySummary> ReplayAsync(Incident incident, DependencyAddresses dependencies) => ReplayedService.ReplayAsync(
        incident,
        dependencies,
        new Mutation { BetweenReportLines = () => Task.Delay(2) },
        TrustCase.Usual with { Fanout = Workers, MaxIdleTime = TimeSpan.FromMinutes(1) });

    private static int Tickets(Incident incident) => incident.Exchanges
        .Where(exchange => exchange.Request.Url == "/tickets")
        .Select(exchange => Convert.ToHexString(exchange.Response!.Body.GetBytes().Span))
        .Distinct()
        .Count();

    private static async Task SendAsync(Uri shop)
    {
        using var customer = new HttpClient { BaseAddress = shop };
        foreach (string target in (string[])["/settlement", "/quote", "/report"])
        {
            _ = await customer.GetStringAsync(new Uri(target, UriKind.Relative));
        }

        await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            using HttpResponseMessage ticket = await customer.PostAsync(new Uri("/tickets", UriKind.Relative), content: null);
            string number = await ticket.Content.ReadAsStringAsync();
            Assert.NotEmpty(number);
        }));
    }
}
