using System.Collections.Concurrent;
using InfernoSim.Baselines;
using InfernoSim.Faults;
using InfernoSim.Goals;
using InfernoSim.Incidents;
using InfernoSim.Jobs;
using InfernoSim.Limits;
using InfernoSim.Measuring;
using InfernoSim.Noise;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Stores;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Cases;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Trust.Tests;

/// <summary>No option that nothing reads: each property of <see cref="ReplayOptions"/> has a row that shows what it changes.</summary>
public class OptionTests : IClassFixture<RecordedShop>
{
    private static readonly TimeSpan RecordedGap = TimeSpan.FromMilliseconds(300);
    // No faster than the real clock, so that requests that nothing holds back are done before a gap is over.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private static readonly ReplayOptions Once = TrustCase.Usual with { Runs = 1, Fanout = 1 };

    private readonly RecordedShop _shop;
    private readonly Dictionary<string, Func<Task>> _rows;

    public OptionTests(RecordedShop shop)
    {
        _shop = shop;
        _rows = new Dictionary<string, Func<Task>>
        {
            [nameof(ReplayOptions.Runs)] = () => CountsRequestsAsync(Once with { Runs = 3 }, 9),
            [nameof(ReplayOptions.Fanout)] = () => CountsRequestsAsync(Once with { Fanout = 4 }, 12),
            [nameof(ReplayOptions.MaxEvents)] = () => CountsRequestsAsync(Once with { MaxEvents = 2 }, 2),
            [nameof(ReplayOptions.TimeScale)] = () => TakesAtLeastAsync(Once with { TimeScale = 1 }, 2 * RecordedGap),
            [nameof(ReplayOptions.Density)] = () => TakesAtLeastAsync(Once with { TimeScale = 1, Density = 0.5 }, 4 * RecordedGap),
            [nameof(ReplayOptions.MinGap)] = () => TakesAtLeastAsync(Once with { MinGap = 2 * RecordedGap }, 4 * RecordedGap),
            [nameof(ReplayOptions.MaxWallTime)] = () => StallsAsync(Once with { MaxIdleTime = TimeSpan.Zero, MaxWallTime = TimeSpan.FromSeconds(1) }, "MaxWallTime = 1s"),
            [nameof(ReplayOptions.MaxIdleTime)] = () => StallsAsync(Once with { MaxIdleTime = TimeSpan.FromSeconds(1) }, "MaxIdleTime"),
            [nameof(ReplayOptions.Window)] = () => EndsAsync(Once with { Window = TimeSpan.FromTicks(1) }, ReplayOutcome.FailSloMissed),
            [nameof(ReplayOptions.Goals)] = () => EndsAsync(Once with { Goals = [Goal.Parse("max < 0ms")] }, ReplayOutcome.FailSloMissed),
            [nameof(ReplayOptions.MaxCallsPerRequest)] = () => GateMissesAsync(options => options with { MaxCallsPerRequest = 1 }),
            [nameof(ReplayOptions.MaxRetryAmplification)] = () => GateMissesAsync(options => options with { MaxRetryAmplification = 0.5 }),
            [nameof(ReplayOptions.MaxCallGrowth)] = () => GateMissesAsync(options => options with { MaxCallGrowth = 0.5 }),
            [nameof(ReplayOptions.MaxAllocatedPerRequest)] = () => EndsAsync(Once with { MaxAllocatedPerRequest = int.MaxValue }, ReplayOutcome.FailSloMissed),
            [nameof(ReplayOptions.ForbidSyncOverAsync)] = () => EndsAsync(Once with { ForbidSyncOverAsync = true }, ReplayOutcome.FailSloMissed),
            [nameof(ReplayOptions.FailOnRegression)] = FailOnRegressionAsync,
            [nameof(ReplayOptions.Baseline)] = BaselineAsync,
            [nameof(ReplayOptions.Headers)] = () => EndsAsync(Once with { Headers = [new("Authorization", "Bearer wrong")] }, ReplayOutcome.FailDiverged),
            [nameof(ReplayOptions.LiveState)] = LiveStateAsync,
            [nameof(ReplayOptions.AllowWrites)] = AllowWritesAsync,
            [nameof(ReplayOptions.Faults)] = FaultsAsync,
            [nameof(ReplayOptions.Seed)] = SeedAsync,
            [nameof(ReplayOptions.Time)] = () => Assert.ThrowsAsync<ReplayConfigurationException>(() => ReplayAsync(Once with { Time = ReplayTime.Virtual }, [])),
            [nameof(ReplayOptions.Pace)] = PaceAsync,
            [nameof(ReplayOptions.DependencyTime)] = DependencyTimeAsync,
            [nameof(ReplayOptions.State)] = StateAsync,
            [nameof(ReplayOptions.Ignore)] = IgnoreAsync,
            [nameof(ReplayOptions.Descriptors)] = DescriptorsAsync,
            [nameof(ReplayOptions.DiagnoseLimit)] = DiagnoseLimitAsync,
        };
    }

    public static TheoryData<string> Options => [.. typeof(ReplayOptions).GetProperties().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Options))]
    public Task An_option_changes_what_happens(string option)
    {
        Assert.True(_rows.TryGetValue(option, out Func<Task>? row), $"ReplayOptions.{option} has no row here. Show what it changes, or remove it.");

        return row();
    }

    [Fact]
    public async Task Without_any_of_them_the_incident_passes_with_one_request_each()
    {
        await CountsRequestsAsync(Once, 3);
        await EndsAsync(Once with { Runs = 2 }, ReplayOutcome.PassStrong);
    }

    // What the replayer can do is measured by whoever hosts the service, when the plan asks for it.
    private async Task DiagnoseLimitAsync()
    {
        var measured = new List<bool>();
        foreach (bool diagnoses in (bool[])[false, true])
        {
            ReplayPlan plan = ReplayPlan.Create(_shop.Incident, Once with { DiagnoseLimit = diagnoses });
            ReplayRecording recording = new ReplayRecorder(plan).Complete(new ReplayRecordingParts { Limits = new LimitEvidence { Load = LoadEvidence.Nothing } });
            await LimitDiagnosis.ConfirmAsync(
                plan,
                recording,
                () =>
                {
                    measured.Add(diagnoses);
                    return Task.FromResult<ReplayerCeiling?>(new ReplayerCeiling(1000, 0.001, 0.001));
                },
                (_, _) => null,
                (_, _) => Task.FromResult(recording));
        }

        Assert.Equal([true], measured);
    }

    // What becomes of messages of gRPC is shown by the tests of what compares them.
    private Task DescriptorsAsync()
    {
        using var folder = new TestFolder();
        string file = folder.File("shop.pb");
        File.WriteAllBytes(file, GrpcShop.Descriptors());

        Assert.Null(PlanWith(null).Options.Messages);
        Assert.NotNull(PlanWith(file).Options.Messages!.RequestOf(GrpcShop.Path));
        Assert.Throws<ReplayConfigurationException>(() => PlanWith(folder.File("none.pb")));
        return Task.CompletedTask;
    }

    private ReplayPlan PlanWith(string? descriptors) =>
        new ReplayInput { Incident = _shop.Incident.Folder, Options = Once with { Descriptors = descriptors } }.PlanOf(_shop.Incident);

    private async Task CountsRequestsAsync(ReplayOptions options, int expected)
    {
        ConcurrentQueue<string> arrivals = [];

        ReplaySummary summary = await ReplayAsync(options, arrivals);

        Assert.True(summary.Passed, summary.ToText());
        Assert.Equal(expected, arrivals.Count);
    }

    private async Task TakesAtLeastAsync(ReplayOptions options, TimeSpan least)
    {
        // The clock does not wait for the service, so nothing may be late or idle by it.
        var time = new FakeTimeProvider();
        ReplayOptions untimed = options with { Window = TimeSpan.FromDays(1), MaxIdleTime = TimeSpan.Zero, MaxWallTime = TimeSpan.Zero };

        ReplaySummary summary = await time.AdvanceUntilAsync(ReplayAsync(untimed, [], time), Tick);

        Assert.True(summary.Passed, summary.ToText());
        Assert.InRange(summary.Window!.LongestRun, least, TimeSpan.MaxValue);
        Assert.Equal(3 / least.TotalSeconds, summary.Rate.Target!.Value, 6);
    }

    // By a clock that stands still, only what needs no pause is ever done.
    private async Task PaceAsync()
    {
        ReplayOptions causal = Once with { TimeScale = 1, Pace = ReplayPace.Causal, MaxIdleTime = TimeSpan.Zero, MaxWallTime = TimeSpan.Zero };

        ReplaySummary summary = await ReplayAsync(causal, [], new FakeTimeProvider()).WaitAsync(Patience.Limit);

        Assert.True(summary.Passed, summary.ToText());
        Assert.Null(summary.Rate.Target);
    }

    private async Task EndsAsync(ReplayOptions options, ReplayOutcome outcome)
    {
        ReplaySummary summary = await ReplayAsync(options, []);

        Assert.Equal(outcome, summary.Outcome);
    }

    private async Task StallsAsync(ReplayOptions options, string reason)
    {
        var hanging = new Mutation { OnRequest = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted) };

        ReplaySummary summary = await ReplayedService.ReplayAsync(Audits(), _shop.Dependencies, hanging, options);

        Assert.Equal(ReplayOutcome.FailStalled, summary.Outcome);
        Assert.Contains(reason, summary.Reason, StringComparison.Ordinal);
    }

    private async Task GateMissesAsync(Func<ReplayOptions, ReplayOptions> gate)
    {
        ReplaySummary without = await ReplayedService.ReplayAsync(_shop.Incident, _shop.Dependencies, new Mutation(), Once);
        ReplaySummary with = await ReplayedService.ReplayAsync(_shop.Incident, _shop.Dependencies, new Mutation(), gate(Once));

        Assert.True(without.Passed, without.ToText());
        Assert.Equal((ReplayOutcome.FailSloMissed, GoalState.Missed), (with.Outcome, Assert.Single(with.Goals).State));
    }

    private async Task BaselineAsync()
    {
        using var file = new BaselineOfOneTest();

        ReplaySummary first = await ReplayAsync(Once with { Baseline = file.Path }, []);
        ReplaySummary second = await ReplayAsync(Once with { Baseline = file.Path }, []);

        Assert.Equal((false, true), (first.ChangeFromLastRun.HasBaseline, second.ChangeFromLastRun.HasBaseline));
    }

    private async Task FailOnRegressionAsync()
    {
        using var file = new BaselineOfOneTest();
        ReplayOptions options = Once with { Baseline = file.Path };
        await ReplayAsync(options, []);
        file.SetSamples([.. Enumerable.Range(0, ChangeTest.FewestSessions).Select(session => new RunSample(Rate: 500, P10: 2 + (0.01 * session), P50: 3, P99: 5))]);
        var slow = new Mutation
        {
            OnRequest = async (_, handle) =>
            {
                await Task.Delay(RecordedGap);
                await handle();
            },
        };

        ReplaySummary failed = await ReplayedService.ReplayAsync(Audits(), _shop.Dependencies, slow, options with { FailOnRegression = 0.1 });
        ReplaySummary tolerated = await ReplayedService.ReplayAsync(Audits(), _shop.Dependencies, slow, options);

        Assert.True(tolerated.Passed, tolerated.ToText());
        Assert.Equal(ReplayOutcome.FailSloMissed, failed.Outcome);
        Assert.Contains("regression: latency p", failed.Reason, StringComparison.Ordinal);
    }

    private async Task AllowWritesAsync()
    {
        ConcurrentQueue<string> methods = [];
        var watched = new Mutation
        {
            OnRequest = (context, handle) =>
            {
                methods.Enqueue(context.Request.Method);
                return handle();
            },
        };

        await ReplayedService.ReplayAsync(_shop.Incident, _shop.Dependencies, watched, Once with { AllowWrites = false });

        Assert.Equal(["GET"], methods.Distinct());
    }

    // The session cookie was redacted: only the service can give another.
    private async Task LiveStateAsync()
    {
        ReplaySummary with = await ReplayedService.ReplayAsync(_shop.Incident, _shop.Dependencies, new Mutation(), Once);
        ReplaySummary without = await ReplayedService.ReplayAsync(_shop.Incident, _shop.Dependencies, new Mutation(), Once with { LiveState = false });

        Assert.NotEqual(with.Outcome, without.Outcome);
        Assert.NotEmpty(with.LiveState.Chains);
        Assert.Empty(without.LiveState.Chains);
    }

    // Only what the replay starts itself can be started for each run; what it does then is shown where services are started.
    private async Task StateAsync()
    {
        var job = new ReplayJob
        {
            Input = new ReplayInput { Incident = _shop.Incident.Folder, Options = Once with { State = ReplayState.FreshPerRun } },
            Host = new RunningAlready(),
        };

        var problem = await Assert.ThrowsAsync<ReplayConfigurationException>(() => job.RunAsync());

        Assert.Contains("State is FreshPerRun", problem.Message, StringComparison.Ordinal);
    }

    private async Task FaultsAsync()
    {
        ReplaySummary summary = await ReplayedService.ReplayAsync(
            _shop.Incident, _shop.Dependencies, new Mutation(), Once with { Faults = [Fault.Parse("dep=* status=500")] });

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.InRange(summary.Matching.Faulted, 1, long.MaxValue);
        Assert.Equal(["dep=* status=500"], summary.FirstDivergence!.AfterFaults);
    }

    private async Task DependencyTimeAsync()
    {
        var outcomes = new List<ReplayOutcome>();
        foreach (DependencyTime time in (DependencyTime[])[DependencyTime.None, DependencyTime.Recorded])
        {
            ReplaySummary summary = await ReplayedService.ReplayAsync(
                SlowDependencies.Slow(_shop.Incident, isInPieces: false),
                _shop.Dependencies,
                SlowDependencies.Limited(TimeSpan.FromMilliseconds(200)),
                Once with { DependencyTime = time });
            outcomes.Add(summary.Outcome);
        }

        Assert.Equal([ReplayOutcome.PassWeak, ReplayOutcome.FailDiverged], outcomes);
    }

    private async Task IgnoreAsync()
    {
        var otherwise = new Mutation
        {
            OnRequest = (context, handle) =>
            {
                context.Response.Headers["X-New"] = "1";
                return handle();
            },
        };

        Assert.Equal(ReplayOutcome.FailDiverged, (await ReplayedService.ReplayAsync(Audits(), _shop.Dependencies, otherwise, Once with { Runs = 2 })).Outcome);
        ReplaySummary summary = await ReplayedService.ReplayAsync(
            Audits(), _shop.Dependencies, otherwise, Once with { Runs = 2, Ignore = [NoiseRule.Parse("header: X-New; optional: true")] });

        Assert.Equal((ReplayOutcome.PassStrong, 6), (summary.Outcome, summary.Noise[0].Ignored));
    }

    private async Task SeedAsync()
    {
        var drawn = new List<string>();
        foreach (ulong seed in (ulong[])[1, 2, 3, 4, 1])
        {
            ReplaySummary summary = await ReplayedService.ReplayAsync(
                _shop.Incident, _shop.Dependencies, new Mutation(), Once with { Seed = seed, Faults = [Fault.Parse("dep=* status=500 rate=50%")] });
            drawn.Add(string.Join('\n', summary.Divergences.Select(divergence => $"{divergence.Exchange} {divergence.Kind} {divergence.Location}")));
        }

        Assert.NotEqual(1, drawn.Distinct().Count());
        Assert.Equal(drawn[0], drawn[^1]);
    }

    private Task<ReplaySummary> ReplayAsync(ReplayOptions options, ConcurrentQueue<string> arrivals, TimeProvider? time = null)
    {
        var watched = new Mutation
        {
            OnRequest = (context, handle) =>
            {
                arrivals.Enqueue(context.Request.Path);
                return handle();
            },
        };
        return ReplayedService.ReplayAsync(Audits(), _shop.Dependencies, watched, options, time);
    }

    /// <summary>Three requests that need a header and call no dependency, <see cref="RecordedGap"/> apart.</summary>
    private Incident Audits()
    {
        RecordedExchange audit = _shop.Incident.Exchanges[Traffic.Audit];
        return new Incident
        {
            Folder = _shop.Incident.Folder,
            UnattributedCalls = [],
            Exchanges = [.. Enumerable.Range(0, 3).Select(index => audit with
            {
                Index = index,
                Request = Later(audit.Request, index) with { Headers = HeaderMap.Empty },
                Response = Later(audit.Response!, index),
            })],
        };
    }

    private static IncidentEvent Later(IncidentEvent recorded, int index) => recorded with
    {
        TraceId = $"{index:x32}".Replace('0', 'a'),
        Timestamp = new IncidentTimestamp(recorded.Timestamp.UnixNanoseconds + (long)(index * RecordedGap.TotalNanoseconds)),
    };

    /// <summary>A file that is not there yet, and is not there afterwards.</summary>
    private sealed class BaselineOfOneTest : IDisposable
    {
        private readonly TestFolder _folder = new();

        public string Path => _folder.File("checkout.json");

        /// <summary>Has the file say that each earlier replay had one run, as given: what this machine does meanwhile is in none.</summary>
        public void SetSamples(IReadOnlyList<RunSample> runs)
        {
            BaselineFile known = BaselineFile.Read(Path);
            (string machine, BaselineEntry entry) = Assert.Single(known.Machines);
            known.Machines[machine] = entry with { Sessions = [.. runs.Select(run => new BaselineSession([run], null))] };
            known.Write(Path);
        }

        public void Dispose() => _folder.Dispose();
    }

    private sealed class RunningAlready : IReplayHost
    {
        public Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken) => throw new InvalidOperationException("It was asked to start.");
    }
}
