using System.Globalization;
using InfernoSim.Faults;
using InfernoSim.Goals;
using InfernoSim.Noise;

namespace InfernoSim.Planning;

/// <summary>Every option of a replay, in the order in which help lists them.</summary>
internal static class ReplayOptionTable
{
    public static IReadOnlyList<ReplayOption> All { get; } =
    [
        new(nameof(ReplayOptions.Runs), "runs", static (reader, option) => reader.Number<int>(option))
        {
            Help = "How often the whole incident is replayed, one run after the other.",
            ValueName = "N",
            Default = "10",
            Example = "10",
            FileExample = "3",
            Figure = new(0, options => $"runs {options.Runs}"),
        },
        new(nameof(ReplayOptions.Fanout), "fanout", static (reader, option) => reader.Number<int>(option))
        {
            Help = "How many workers replay the whole incident at the same time in each run, each with its own connections and cookies.",
            ValueName = "N",
            Default = "1",
            Example = "50",
            Figure = new(1, options => $"fan-out {options.Fanout}"),
        },
        new(nameof(ReplayOptions.TimeScale), "time-scale", static (reader, option) => reader.Number<double>(option))
        {
            Help = "Recorded gaps are multiplied by this; 0.5 is twice as fast, 0 drops them.",
            ValueName = "FACTOR",
            Default = "1.0",
            Example = "0.5",
            Figure = new(2, options => $"time-scale {options.TimeScale:R}"),
        },
        new(nameof(ReplayOptions.Density), "density", static (reader, option) => reader.Number<double>(option))
        {
            Help = "Recorded gaps are divided by this; 2 is twice as dense.",
            ValueName = "FACTOR",
            Default = "1.0",
            Example = "2",
            Figure = new(3, options => $"density {options.Density:R}"),
        },
        new(nameof(ReplayOptions.MinGap), "min-gap", static (reader, option) => reader.Duration(option))
        {
            Help = "The least gap between two requests of a worker.",
            ValueName = "DURATION",
            Default = "2ms",
            Example = "2ms",
            Figure = new(4, options => $"min-gap {GoDuration.Format(options.MinGap)}"),
        },
        new(nameof(ReplayOptions.MaxWallTime), "max-wall-time", static (reader, option) => reader.Duration(option))
        {
            Help = "How long one run may take; 0s for no limit. A schedule that cannot fit is refused before the first request.",
            ValueName = "DURATION",
            Default = "30s",
            Example = "5m",
        },
        new(nameof(ReplayOptions.MaxIdleTime), "max-idle-time", static (reader, option) => reader.Duration(option))
        {
            Help = "How long a request may be in flight with nothing happening before the run has stalled; 0s for no limit.",
            ValueName = "DURATION",
            Default = "5s",
            Example = "10s",
        },
        new(nameof(ReplayOptions.MaxEvents), "max-events", static (reader, option) => reader.Number<int>(option))
        {
            Help = "Replay only the first N recorded requests; 0 for all.",
            ValueName = "N",
            Default = "0",
            Example = "100",
            Figure = new(5, options => $"max-events {options.MaxEvents}"),
        },
        new(nameof(ReplayOptions.Window), "window", static (reader, option) => reader.Duration(option))
        {
            Help = "The objective: all requests of a run complete within this time; 0s for none.",
            ValueName = "DURATION",
            Default = "0s",
            Example = "20s",
            Figure = new(10, options => $"window {GoDuration.Format(options.Window)}"),
        },
        new(nameof(ReplayOptions.Goals), "goal", static (reader, option) => reader.List(option, Goal.Parse))
        {
            Help = "What the replay has to hold, for example 'p99 < 250ms', 'errors < 0.1%' or 'calls(payments.test) <= 1 per request'; may be repeated.",
            Keys = ["goals", "goal"],
            ValueName = "GOAL",
            Example = "p99 < 250ms",
            Shape = OptionShape.List,
        },
        new(nameof(ReplayOptions.MaxCallsPerRequest), "max-calls-per-request", static (reader, option) => reader.Number<int>(option))
        {
            Help = "The most dependency calls that one request may make, every attempt counted; 0 for any number.",
            ValueName = "N",
            Default = "0",
            Example = "10",
            FileExample = "5",
        },
        new(nameof(ReplayOptions.MaxRetryAmplification), "max-retry-amplification", static (reader, option) => reader.Number<double>(option))
        {
            Help = "The most attempts in one request for each recorded call; 1 allows none more than recorded, 0 any number.",
            ValueName = "FACTOR",
            Default = "0",
            Example = "3",
            FileExample = "1",
        },
        new(nameof(ReplayOptions.MaxCallGrowth), "max-call-growth", static (reader, option) => reader.Number<double>(option))
        {
            Help = "N+1: the most calls to one route of a dependency in one request for each recorded one; 1 allows none more than recorded, 0 any number.",
            ValueName = "FACTOR",
            Default = "0",
            Example = "1",
        },
        new(nameof(ReplayOptions.MaxAllocatedPerRequest), "max-allocated-per-request", static (reader, option) => reader.Number<int>(option))
        {
            HasFlag = false,
            Example = "65536",
        },
        new(nameof(ReplayOptions.ForbidSyncOverAsync), "forbid-sync-over-async", static (reader, _) => reader.Switch())
        {
            HasFlag = false,
            Shape = OptionShape.Switch,
        },
        new(nameof(ReplayOptions.FailOnRegression), "fail-on-regression", static (reader, _) => reader.Parsed(RegressionText.Parse))
        {
            Help = "Fail when a figure is worse than in earlier replays, significantly and by more than this; 0% for never.",
            ValueName = "SHARE",
            Default = "0%",
        },
        new(nameof(ReplayOptions.Baseline), "baseline", static (reader, _) => reader.Parsed(path => path.Length == 0 ? null : path))
        {
            Help = "Where earlier replays are read from and this one is added; empty for a file among the user's own.",
            ValueName = "FILE",
            Default = "",
        },
        new(nameof(ReplayOptions.Faults), "inject", static (reader, option) => reader.List(option, Fault.Parse))
        {
            Help = "A fault in dependency calls, for example 'dep=payments.test latency=+200ms drop=5%'; may be repeated.",
            Setting = "Inject",
            ValueName = "RULE",
            Example = "dep=payments.test latency=+200ms",
            Shape = OptionShape.List,
            Figure = new(11, options => $"faults [{string.Join("; ", options.Faults.Select(fault => fault.Text))}]"),
        },
        new(nameof(ReplayOptions.DependencyTime), "dependency-time", static (reader, _) => reader.Choice<DependencyTime>())
        {
            Help = "How long dependencies take to answer: none, or recorded for the time that each call took in the incident, to which the delays of {Faults} are added.",
            ValueName = "none|recorded",
            Default = "none",
            Example = "recorded",
            Figure = new(14, options => options.DependencyTime == DependencyTime.None ? (FormattableString)$"" : $"dependency time {options.DependencyTime}"),
        },
        new(nameof(ReplayOptions.Headers), "header", static (reader, option) => reader.List(option, line => HeaderLine.Parse(line, reader.Environment)))
        {
            Help = "A header set on every request in place of the recorded one, for example 'Authorization: Bearer ${TOKEN}' with TOKEN from the environment; may be repeated.",
            Keys = ["header", "headers"],
            ValueName = "LINE",
            Example = "X-Key: a",
            Shape = OptionShape.List,
            Figure = new(12, options => $"headers [{string.Join("; ", options.Headers.Select(header => header.Key))}]"),
        },
        new(nameof(ReplayOptions.Descriptors), "descriptors", static (reader, _) => reader.Parsed(path => path.Length == 0 ? null : path))
        {
            Help = "A set of protobuf descriptors (from protoc with descriptor_set_out and include_imports), by which messages of gRPC are compared field by field, and in rules of {Ignore} have fields; empty for comparing their bytes.",
            ValueName = "FILE",
            Default = "",
        },
        new(nameof(ReplayOptions.Ignore), "ignore", static (reader, option) => reader.List(option, NoiseRule.Parse))
        {
            Help = "Noise to leave out of every comparison, for example 'json: $.items[*].id; route: POST /orders'; may be repeated.",
            Keys = [],
            ValueName = "RULE",
            Shape = OptionShape.List,
            Figure = new(13, options => $"ignored [{string.Join("; ", options.Ignore)}]"),
        },
        new(nameof(ReplayOptions.Seed), "seed", static (reader, option) => reader.Number<ulong>(option))
        {
            Help = "The seed of everything random; the same seed makes the same decisions.",
            ValueName = "N",
            Default = "0",
            Example = "42",
            Figure = new(9, options => $"seed {options.Seed}"),
        },
        new(nameof(ReplayOptions.AllowWrites), "allow-writes", static (reader, _) => reader.Switch())
        {
            Help = "Replay requests that may change state (all but GET, HEAD, OPTIONS and TRACE). Dependencies are stubbed, so a write reaches the service under test and what it owns, nothing else.",
            Setting = "SafeMode",
            Default = "on",
            Shape = OptionShape.Switch,
            Opposite = new OppositeOption("safe-mode", "Leave those requests out; not together with {AllowWrites}.") { IsKey = true },
            Figure = new(6, options => $"writes {options.AllowWrites}"),
        },
        new(nameof(ReplayOptions.LiveState), "live-state", static (reader, _) => reader.Switch())
        {
            HasFlag = false,
            Default = "on",
            Shape = OptionShape.Switch,
            Opposite = new OppositeOption("no-live-state", "Send the recorded cookies, tokens and ids instead of those that the service issues to each worker."),
            Figure = new(7, options => $"live state {options.LiveState}"),
        },
        new(nameof(ReplayOptions.DiagnoseLimit), "diagnose", static (reader, _) => reader.Switch())
        {
            Help = "Look closer at what limits the service: measure what the replayer itself can do and, where an injected delay is suspected, replay a run with and one without it.",
            Default = "off",
            Shape = OptionShape.Switch,
        },
        new(nameof(ReplayOptions.Time), "time", static (reader, _) => reader.Choice<ReplayTime>())
        {
            HasFlag = false,
            Figure = new(8, options => $"time {options.Time}"),
        },
        new(nameof(ReplayOptions.State), "state", static (reader, _) => reader.Choice<ReplayState>())
        {
            HasFlag = false,

            // Shared is said by nothing, as before there was another.
            Figure = new(15, options => options.State == ReplayState.Shared ? (FormattableString)$"" : $"state {options.State}"),
        },
        new(nameof(ReplayOptions.Pace), "pace", static (reader, _) => reader.Choice<ReplayPace>())
        {
            HasFlag = false,
            FileExample = "recorded",
            Figure = new(16, options => options.Pace == ReplayPace.Recorded ? (FormattableString)$"" : $"pace {options.Pace}"),
        },
    ];

    private static readonly OptionFigure[] Figures = [.. All.Select(option => option.Figure).OfType<OptionFigure>().OrderBy(figure => figure.Place)];

    /// <summary>The option of a property of <see cref="ReplayOptions"/>.</summary>
    public static ReplayOption Of(string property) => All.First(option => option.Property == property);

    /// <summary>Everything in options that a figure depends on.</summary>
    public static string KeyOf(ReplayOptions options) => string.Join(", ", Figures.Select(figure => figure.Text(options).ToString(CultureInfo.InvariantCulture)).Where(text => text.Length > 0));
}
