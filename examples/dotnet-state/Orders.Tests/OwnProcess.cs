namespace Orders.Tests;

/// <summary>Each worker has a process of its own: the way out where state is in static fields, or the service is not .NET.</summary>
public sealed class OwnProcess
{
    public static ProcessHost Host => new("dotnet", typeof(OrderContext).Assembly.Location)
    {
        Ready = "/health",
        Environment = [new("ConnectionStrings__Orders", "Data Source={folder}/orders.db")],
    };

    [Fact]
    public async Task Survives_the_november_incident()
    {
        IncidentReplay replay = await IncidentReplayer.For(Host, "incidents/orders")
            .With(s => (s.Runs, s.Fanout, s.State) = (1, 2, ReplayState.FreshPerWorker))
            .RunAsync();

        replay.ThrowIfFailed();
        Assert.Equal(ReplayOutcome.PassStrong, replay.Summary.Outcome);
    }
}
