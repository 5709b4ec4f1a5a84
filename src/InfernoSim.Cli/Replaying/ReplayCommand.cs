using System.CommandLine;
using System.Net;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Faults;
using InfernoSim.Goals;
using InfernoSim.Noise;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Replaying;

/// <summary><c>infernosim replay [INCIDENT]</c>: its flags, and how they become a <see cref="ReplayInvocation"/>.</summary>
internal sealed class ReplayCommand : Command
{
    private readonly Argument<string?> _folder = new("INCIDENT")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The incident folder; the same as --incident.",
    };

    private readonly Flag<string> _incident = new(
        "--incident", "DIR", "The incident folder, as capture wrote it. It is only read.", ".", text => text);

    private readonly Flag<Uri> _targetBase = ServiceFlags.TargetBase();

    private readonly Flag<int> _runs = new(
        "--runs", "N", "How often the whole incident is replayed, one run after the other.", "10", FlagText.WholeNumber(1, 65535, "--runs 10"));

    private readonly Flag<int> _fanout = new(
        "--fanout", "N", "How many workers replay the whole incident at the same time in each run, each with its own connections and cookies.", "1", FlagText.WholeNumber(1, 65535, "--fanout 50"));

    private readonly Flag<double> _timeScale = new(
        "--time-scale", "FACTOR", "Recorded gaps are multiplied by this; 0.5 is twice as fast, 0 drops them.", "1.0", FlagText.Number(0, 1e6, "--time-scale 0.5"));

    private readonly Flag<double> _density = new(
        "--density", "FACTOR", "Recorded gaps are divided by this; 2 is twice as dense.", "1.0", FlagText.Number(1e-6, 1e6, "--density 2"));

    private readonly Flag<TimeSpan> _minGap = new(
        "--min-gap", "DURATION", "The least gap between two requests of a worker.", "2ms", FlagText.Duration("--min-gap 2ms"));

    private readonly Flag<TimeSpan> _maxWallTime = new(
        "--max-wall-time", "DURATION", "How long one run may take; 0s for no limit. A schedule that cannot fit is refused before the first request.", "30s", FlagText.Duration("--max-wall-time 5m"));

    private readonly Flag<TimeSpan> _maxIdleTime = new(
        "--max-idle-time", "DURATION", "How long a request may be in flight with nothing happening before the run has stalled; 0s for no limit.", "5s", FlagText.Duration("--max-idle-time 10s"));

    private readonly Flag<int> _maxEvents = new(
        "--max-events", "N", "Replay only the first N recorded requests; 0 for all.", "0", FlagText.WholeNumber(0, int.MaxValue, "--max-events 100"));

    private readonly Flag<TimeSpan> _window = new(
        "--window", "DURATION", "The objective: all requests of a run complete within this time; 0s for none.", "0s", FlagText.Duration("--window 20s"));

    private readonly ListFlag<Goal> _goal = new(
        "--goal", "GOAL", "What the replay has to hold, for example 'p99 < 250ms', 'errors < 0.1%' or 'calls(payments.test) <= 1 per request'; may be repeated.", Goal.Parse);

    private readonly Flag<int> _maxCallsPerRequest = new(
        "--max-calls-per-request", "N", "The most dependency calls that one request may make, every attempt counted; 0 for any number.", "0", FlagText.WholeNumber(0, int.MaxValue, "--max-calls-per-request 10"));

    private readonly Flag<double> _maxRetryAmplification = new(
        "--max-retry-amplification", "FACTOR", "The most attempts in one request for each recorded call; 1 allows none more than recorded, 0 any number.", "0", FlagText.Number(0, 1e6, "--max-retry-amplification 3"));

    private readonly Flag<double> _maxCallGrowth = new(
        "--max-call-growth", "FACTOR", "N+1: the most calls to one route of a dependency in one request for each recorded one; 1 allows none more than recorded, 0 any number.", "0", FlagText.Number(0, 1e6, "--max-call-growth 1"));

    private readonly Flag<double> _failOnRegression = new(
        "--fail-on-regression", "SHARE", "Fail when a figure is worse than in earlier replays, significantly and by more than this; 0% for never.", "0%", text => RegressionText.Parse(text));

    private readonly Flag<string?> _baseline = new(
        "--baseline", "FILE", "Where earlier replays are read from and this one is added; empty for a file among the user's own.", "", text => text.Length == 0 ? null : text);

    private readonly ListFlag<Fault> _inject = new(
        "--inject", "RULE", "A fault in dependency calls, for example 'dep=payments.test latency=+200ms drop=5%'; may be repeated.", Fault.Parse);

    private readonly ListFlag<NoiseRule> _ignore = new(
        "--ignore", "RULE", "What says nothing about behaviour and is left out of every comparison, for example 'json: $.items[*].id; route: POST /orders'; may be repeated.", NoiseRule.Parse);

    private readonly Flag<string?> _config = ServiceFlags.Config();

    private readonly Flag<IPEndPoint> _stubListen = ServiceFlags.StubListen();

    private readonly Flag<IPEndPoint?> _stubCompatListen = ServiceFlags.StubCompatListen();

    private readonly Flag<ulong> _seed = new(
        "--seed", "N", "The seed of everything random; the same seed makes the same decisions.", "0", FlagText.Seed);

    private readonly ListFlag<KeyValuePair<string, string>> _header;

    private readonly Switch _allowWrites = new(
        "--allow-writes", "Replay requests that may change state (all but GET, HEAD, OPTIONS and TRACE). Dependencies are stubbed, so a write reaches the service under test and what it owns, nothing else.", onByDefault: true);

    private readonly Switch _safeMode = new(
        "--safe-mode", "Leave those requests out; not together with --allow-writes.");

    private readonly Switch _noLiveState = new(
        "--no-live-state", "Send the recorded cookies, tokens and ids in place of those that the service makes anew and gives each worker.");

    private readonly Switch _diagnose = new(
        "--diagnose", "Look closer at what limits the service: measure what the replayer itself can do and, where an injected delay is suspected, replay a run with and one without it.");

    private readonly Switch _json = new("--json", "Print the summary as JSON on standard output, and nothing else there.");

    private readonly Switch _quiet = new("--quiet", "Print only the outcome and the first divergence.");

    /// <param name="environment">Looks up an environment variable.</param>
    public ReplayCommand(Func<string, string?> environment)
        : base(
            "replay",
            """
            Replay an incident against a service, its dependencies answered from the recording, and judge what it did.
            A DURATION is written as in Go: 200ms, 1.5s, 5m, 1h30m. An ADDRESS is [IP]:port; without an IP it is this machine's only.
            Exit code 0: the service passed. 1: it failed. 2: it could not be judged.
            """)
    {
        _header = ServiceFlags.Header(environment);
        Add(_folder);
        foreach (Option option in (Option[])[
            _incident, _targetBase, _runs, _fanout, _timeScale, _density, _minGap, _maxWallTime, _maxIdleTime, _maxEvents, _window, _goal, _maxCallsPerRequest, _maxRetryAmplification,
            _maxCallGrowth, _failOnRegression, _baseline, _inject, _header, _ignore, _config,
            _stubListen, _stubCompatListen, _seed, _allowWrites, _safeMode, _noLiveState, _diagnose, _json, _quiet])
        {
            Add(option);
        }
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">Flags that do not go together.</exception>
    public ReplayInvocation Read(ParseResult result) => new()
    {
        Incident = ReadIncident(result),
        TargetBase = _targetBase.In(result),
        Config = _config.InOr(result, null),
        Given = typeof(ReplayOptions).GetProperties().Select(property => property.Name).Where(property => GivenBy(property).Any(option => result.GetResult(option) is { Implicit: false })).ToHashSet(),
        StubListen = _stubListen.In(result),
        StubCompatListen = _stubCompatListen.In(result),
        Json = _json.In(result),
        Quiet = _quiet.In(result),
        Options = new ReplayOptions
        {
            Runs = _runs.In(result),
            Fanout = _fanout.In(result),
            TimeScale = _timeScale.In(result),
            Density = _density.In(result),
            MinGap = _minGap.In(result),
            MaxWallTime = _maxWallTime.In(result),
            MaxIdleTime = _maxIdleTime.In(result),
            MaxEvents = _maxEvents.In(result),
            Window = _window.In(result),
            Goals = _goal.In(result),
            MaxCallsPerRequest = _maxCallsPerRequest.In(result),
            MaxRetryAmplification = _maxRetryAmplification.In(result),
            MaxCallGrowth = _maxCallGrowth.In(result),
            FailOnRegression = _failOnRegression.In(result),
            Baseline = _baseline.In(result),
            Faults = _inject.In(result),
            Headers = _header.In(result),
            Ignore = _ignore.In(result),
            Seed = _seed.In(result),
            AllowWrites = ReadAllowWrites(result),
            LiveState = !_noLiveState.In(result),
            DiagnoseLimit = _diagnose.In(result),
        },
    };

    // The flags that set a property of the options: before what a file says, though it be the default.
    private Option[] GivenBy(string property) => property switch
    {
        nameof(ReplayOptions.Runs) => [_runs],
        nameof(ReplayOptions.Fanout) => [_fanout],
        nameof(ReplayOptions.TimeScale) => [_timeScale],
        nameof(ReplayOptions.Density) => [_density],
        nameof(ReplayOptions.MinGap) => [_minGap],
        nameof(ReplayOptions.MaxWallTime) => [_maxWallTime],
        nameof(ReplayOptions.MaxIdleTime) => [_maxIdleTime],
        nameof(ReplayOptions.MaxEvents) => [_maxEvents],
        nameof(ReplayOptions.Window) => [_window],
        nameof(ReplayOptions.Faults) => [_inject],
        nameof(ReplayOptions.Headers) => [_header],
        nameof(ReplayOptions.Seed) => [_seed],
        nameof(ReplayOptions.AllowWrites) => [_allowWrites, _safeMode],
        nameof(ReplayOptions.LiveState) => [_noLiveState],
        nameof(ReplayOptions.DiagnoseLimit) => [_diagnose],
        nameof(ReplayOptions.Goals) => [_goal],
        nameof(ReplayOptions.MaxCallsPerRequest) => [_maxCallsPerRequest],
        nameof(ReplayOptions.MaxRetryAmplification) => [_maxRetryAmplification],
        nameof(ReplayOptions.MaxCallGrowth) => [_maxCallGrowth],
        nameof(ReplayOptions.FailOnRegression) => [_failOnRegression],
        nameof(ReplayOptions.Baseline) => [_baseline],
        nameof(ReplayOptions.Ignore) => [_ignore],
        nameof(ReplayOptions.Time) or nameof(ReplayOptions.MaxAllocatedPerRequest) or nameof(ReplayOptions.ForbidSyncOverAsync) => [],
        _ => throw new ArgumentException($"No flag sets {property}.", nameof(property)),
    };

    private string ReadIncident(ParseResult result)
    {
        string flag = _incident.In(result);
        if (result.GetValue(_folder) is not string positional)
        {
            return flag;
        }

        return !_incident.WasGiven(result) || Path.GetFullPath(flag) == Path.GetFullPath(positional)
            ? positional
            : throw new CliException($"--incident: '{flag}' and '{positional}' are two different folders; give one of them");
    }

    private bool ReadAllowWrites(ParseResult result)
    {
        if (_allowWrites.WasGiven(result) && _safeMode.WasGiven(result))
        {
            throw new CliException("--allow-writes and --safe-mode exclude each other; give one of them");
        }

        return _safeMode.WasGiven(result) ? !_safeMode.In(result) : _allowWrites.In(result);
    }
}
