namespace Orders.Tests;

/// <summary>
/// What a PostgreSQL server answered is part of the incident, whatever the service is: in the test process, or one of its own, with no server
/// behind it. Recorded by <c>infernosim capture --postgres-listen :15432 --postgres-forward localhost:5432</c>. Each worker has a service of its
/// own, which is told a stub of its own, so that no statement is taken for another worker's.
/// </summary>
public sealed class RecordedPostgres
{
    private const string Connection = "Host={postgres};Username=orders;Database=orders";

    public static InProcessHost<OrderContext> InProcess => new()
    {
        Settings = [new("ConnectionStrings:Orders", Connection), new("Services:Rates", "http://localhost:5101"), new("Services:Shipping", "http://localhost:5102")],
    };

    public static ProcessHost Process => new("dotnet", typeof(OrderContext).Assembly.Location)
    {
        Ready = "/health",
        Environment =
        [
            new("ConnectionStrings__Orders", Connection),
            new("Services__Rates", "http://localhost:5101"),
            new("Services__Shipping", "http://localhost:5102"),
        ],
    };

    [Fact]
    public Task In_the_test_process() => SurvivesAsync(InProcess, runs: 2, workers: 20);

    [Fact]
    public Task As_processes() => SurvivesAsync(Process, runs: 1, workers: 3);

    private static async Task SurvivesAsync(IServiceHost host, int runs, int workers)
    {
        IncidentReplay replay = await IncidentReplayer.For(host, "incidents/orders-postgres")
            .With(s => (s.Runs, s.Fanout, s.State) = (runs, workers, ReplayState.FreshPerWorker))
            .RunAsync();

        replay.ThrowIfFailed();
        Assert.Equal(ReplayOutcome.PassStrong, replay.Summary.Outcome);
    }
}
