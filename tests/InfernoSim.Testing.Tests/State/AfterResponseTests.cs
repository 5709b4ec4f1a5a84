extern alias orders;

using InfernoSim.Incidents;
using InfernoSim.Verdicts;
using Microsoft.Extensions.DependencyInjection;
using OrderContext = orders::Orders.OrderContext;

namespace InfernoSim.Testing.Tests.State;

/// <summary>An outbox that sends once the response is complete, in the context of the server's connection.</summary>
public sealed class AfterResponseTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    private string Incident => _folder.File("incident");

    public Task InitializeAsync() => OrderIncident.RecordAsync(Incident, new IncidentRecorderOptions { FreshState = true, RecordSql = true });

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_done_after_the_response_belongs_to_its_request()
    {
        Incident incident = IncidentReader.Read(Incident);

        IncidentEvent[] calls = [.. incident.Exchanges.Where(exchange => exchange.Request.Method == "POST" && exchange.Response!.Status == 201).SelectMany(exchange => exchange.Calls)];
        Assert.Equal(2, calls.Count(call => call.Url == "http://shipping.test/parcels"));
        Assert.Equal(2, calls.Count(call => call.Method == "DELETE" && call.Url == "sql://order/Outbox"));
        Assert.DoesNotContain(incident.UnattributedCalls, call => call.Url!.Contains("parcels", StringComparison.Ordinal) || call.Url.Contains("Outbox", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_compared_with_that_request()
    {
        IncidentReplay same = await ReplayAsync("http://shipping.test");
        IncidentReplay other = await ReplayAsync("http://elsewhere.test");

        Assert.True(same.Summary.Outcome == ReplayOutcome.PassStrong, same.Summary.ToText());
        Assert.Equal(ReplayOutcome.FailDiverged, other.Summary.Outcome);
        Assert.Equal("POST /orders", other.Summary.FirstDivergence!.Request);
        Assert.Contains("shipping.test/parcels", other.Summary.FirstDivergence.ToString(), StringComparison.Ordinal);
    }

    private async Task<IncidentReplay> ReplayAsync(string shipping) => await IncidentReplayer.For<OrderContext>(Incident)
        .WithServices(services => services.AddHttpClient("shipping", client => client.BaseAddress = new Uri(shipping)))
        .With(s => (s.Runs, s.Fanout, s.State) = (2, 3, ReplayState.FreshPerWorker))
        .RunAsync();
}
