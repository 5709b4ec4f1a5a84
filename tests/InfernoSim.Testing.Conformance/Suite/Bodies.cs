using InfernoSim.Testing;
using InfernoSim.Verdicts;

[assembly: ServiceUnderTest<Program>]

namespace Suite;

[TestClass]
public class Bodies
{
    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2)]
    public void May_be_empty()
    {
    }

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2)]
    public void May_take_the_summary(ReplaySummary summary) => Expect.Equal("2 PassStrong", $"{summary.Runs.Completed} {summary.Outcome}");

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2)]
    public void May_take_the_replay_too(IncidentReplay replay, ReplaySummary summary) => Expect.Equal(true, ReferenceEquals(summary, replay.Summary));

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2)]
    public async Task May_be_a_task(ReplaySummary summary)
    {
        await Task.Yield();
        Expect.Equal(ReplayOutcome.PassStrong, summary.Outcome);
    }

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2)]
    public async ValueTask May_be_a_value_task(ReplaySummary summary)
    {
        await Task.Yield();
        Expect.Equal(ReplayOutcome.PassStrong, summary.Outcome);
    }

#if !(MSTEST || TUNIT) // which have no static tests
    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2)]
    public static void May_be_static(ReplaySummary summary) => Expect.Equal(ReplayOutcome.PassStrong, summary.Outcome);
#endif

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2)]
    public void May_fail() => throw new InvalidOperationException("the body's own failure");

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2)]
    public async Task May_fail_later()
    {
        await Task.Yield();
        throw new InvalidOperationException("the body's own later failure");
    }

    [Test, IncidentReplay("incidents/diverged", Snapshot = false, Runs = 2)]
    public void Is_not_run_after_a_failed_replay() => throw new InvalidOperationException("the body was run");

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2)]
    public void Takes_nothing_else(int number) => Expect.Equal(0, number);
}
