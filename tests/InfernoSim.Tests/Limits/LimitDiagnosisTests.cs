using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Limits;
using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Limits;

public sealed class LimitDiagnosisTests
{
    private static readonly ReplayOptions Delayed = new()
    {
        Runs = 5,
        DiagnoseLimit = true,
        Faults = [Fault.Parse("dep=bank.test latency=+50ms"), Fault.Parse("dep=post.test latency=+5ms"), Fault.Parse("dep=bank.test status=503")],
    };

    [Fact]
    public async Task A_suspect_that_can_be_relaxed_is_replayed_once_with_and_once_without()
    {
        var replayed = new List<(int Runs, string Faults)>();

        LimitFinding finding = await DiagnoseAsync(Delayed, replayed, before: 100, after: 300);

        Assert.Equal([(1, "dep=bank.test latency=+50ms; dep=post.test latency=+5ms; dep=bank.test status=503"), (1, "dep=post.test latency=+5ms; dep=bank.test status=503")], replayed);
        Assert.Equal(("DEPENDENCY_LATENCY (bank.test)", LimitConfidence.Confirmed), (finding.Name, finding.Confidence));
        Assert.Contains("with no delay in bank.test 100.0 -> 300.0 req/s", finding.Figures, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspect_that_made_no_difference_stays_one()
    {
        LimitFinding finding = await DiagnoseAsync(Delayed, [], before: 100, after: 105);

        Assert.Equal(LimitConfidence.Suspected, finding.Confidence);
    }

    [Fact]
    public async Task Without_an_injected_delay_there_is_nothing_to_relax()
    {
        var replayed = new List<(int Runs, string Faults)>();

        LimitFinding finding = await DiagnoseAsync(Delayed with { Faults = [] }, replayed, before: 100, after: 300);

        Assert.Empty(replayed);
        Assert.Equal(LimitConfidence.Suspected, finding.Confidence);
    }

    [Fact]
    public async Task Unless_it_is_asked_for_nothing_is_replayed_again()
    {
        var replayed = new List<(int Runs, string Faults)>();

        LimitFinding finding = await DiagnoseAsync(Delayed with { DiagnoseLimit = false }, replayed, before: 100, after: 300);

        Assert.Empty(replayed);
        Assert.Equal(LimitConfidence.Suspected, finding.Confidence);
    }

    private static async Task<LimitFinding> DiagnoseAsync(ReplayOptions options, List<(int Runs, string Faults)> replayed, double before, double after)
    {
        var plan = ReplayPlan.Create(new Incident { Folder = "incident", Exchanges = [], UnattributedCalls = [] }, options);
        ReplayRecording recording = await LimitDiagnosis.ConfirmAsync(
            plan,
            Recording(plan, 100),
            () => Task.FromResult<ReplayerCeiling?>(new ReplayerCeiling(5000, 0.0001, 0.0001)),
            (evidence, finding) => Relaxation.OfDependencies(evidence, finding, options),
            (again, relaxation) =>
            {
                replayed.Add((again.Options.Runs, string.Join("; ", again.Options.Faults.Select(fault => fault.Text))));
                return Task.FromResult(Recording(again, relaxation is null ? before : after));
            });
        return LimitClassifier.Classify(recording.Observed.Limits!, recording.Observed.LimitTrial);
    }

    private static ReplayRecording Recording(ReplayPlan plan, double rate) => new ReplayRecorder(plan).Complete(new ReplayRecordingParts
    {
        Limits = new LimitEvidence
        {
            Load = new LoadEvidence
            {
                Elapsed = 1,
                Endings = new EndingCounts { Answered = (long)rate },
                InFlight = 10,
                WaitingForDependencies = 9,
                Dependencies = [new DependencyLoad("bank.test", 100, 9, 0, 0) { Waiting = 9 }],
            },
            Replayer = new ReplayerEvidence { Cores = 4, CpuCores = 0.2, MachineIdle = 0.9, PoolDelay = 0 },
        },
    });
}
