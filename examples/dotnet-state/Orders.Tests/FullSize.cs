using System.Diagnostics;
using Xunit.Abstractions;

namespace Orders.Tests;

/// <summary>The incident in each of the ways, ten times with fifty workers, and how long that takes.</summary>
public sealed class FullSize(ITestOutputHelper output)
{
    [FullSizeFact]
    public Task In_the_test_process_with_a_database_for_each_worker() => PassesAsync(IncidentReplayer.For<OrderContext>("incidents/orders"));

    [FullSizeFact]
    public Task In_the_test_process_with_a_database_that_was_recorded() =>
        PassesAsync(IncidentReplayer.For<OrderContext>("incidents/orders-sql").WithServices(RecordedDatabase.TakeAway));

    [FullSizeFact]
    public Task As_processes_with_a_database_for_each() => PassesAsync(IncidentReplayer.For(OwnProcess.Host, "incidents/orders"));

    [FullSizeFact]
    public Task In_the_test_process_with_a_server_that_was_recorded() => PassesAsync(IncidentReplayer.For(RecordedPostgres.InProcess, "incidents/orders-postgres"));

    [FullSizeFact]
    public Task As_processes_with_a_server_that_was_recorded() => PassesAsync(IncidentReplayer.For(RecordedPostgres.Process, "incidents/orders-postgres"));

    private async Task PassesAsync(IncidentReplayer replayer)
    {
        var time = Stopwatch.StartNew();
        IncidentReplay replay = await replayer.With(s => (s.Runs, s.Fanout, s.State) = (10, 50, ReplayState.FreshPerWorker)).RunAsync();
        output.WriteLine($"{time.Elapsed.TotalSeconds:F0} s\n{replay.Summary.ToText()}");

        Assert.Equal(ReplayOutcome.PassStrong, replay.Summary.Outcome);
    }
}
