namespace Orders.Tests;

/// <summary>
/// What a PostgreSQL server answered is part of the incident, whatever the service is: here a process, with no server behind it. Recorded by
/// <c>infernosim capture --postgres-listen :15432 --postgres-forward localhost:5432</c>.
/// </summary>
public sealed class RecordedPostgres
{
    public static ProcessHost Host => new("dotnet", typeof(OrderContext).Assembly.Location)
    {
        Ready = "/health",
        Environment =
        [
            new("ConnectionStrings__Orders", "Host={postgres};Username=orders;Database=orders"),
            new("Services__Rates", "http://localhost:5101"),
            new("Services__Shipping", "http://localhost:5102"),
        ],
    };

    [Fact]
    public async Task Survives_the_november_incident()
    {
        IncidentReplay replay = await IncidentReplayer.For(Host, "incidents/orders-postgres")
            .With(s => (s.Runs, s.State) = (2, ReplayState.FreshPerRun))
            .RunAsync();

        replay.ThrowIfFailed();
        Assert.Equal(ReplayOutcome.PassStrong, replay.Summary.Outcome);
    }
}
