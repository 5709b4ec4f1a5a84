using InfernoSim.Faults;
using InfernoSim.Goals;
using InfernoSim.Planning;

namespace InfernoSim.Configuration;

/// <summary>An option that a file may set.</summary>
/// <param name="Key">As the flag is spelt, without dashes in front.</param>
/// <param name="Property">The property of <see cref="ReplayOptions"/>.</param>
/// <param name="Read">Reads its value.</param>
internal sealed record FileOption(string Key, string Property, Func<OptionValue, Func<ReplayOptions, ReplayOptions>> Read);

/// <summary>The keys of a <c>replay.yaml</c>: the flags of <c>infernosim replay</c>, also as the settings of a test are spelt (<c>TimeScale</c>).</summary>
internal static class ReplayFileOptions
{
    public const string Ignore = "ignore";
    public const string Protected = "protected";

    private static readonly FileOption[] All =
    [
        Option("runs", nameof(ReplayOptions.Runs), value => value.Number<int>(nameof(ReplayOptions.Runs), "3"), (o, v) => o with { Runs = v }),
        Option("fanout", nameof(ReplayOptions.Fanout), value => value.Number<int>(nameof(ReplayOptions.Fanout), "50"), (o, v) => o with { Fanout = v }),
        Option("time-scale", nameof(ReplayOptions.TimeScale), value => value.Number<double>(nameof(ReplayOptions.TimeScale), "0.5"), (o, v) => o with { TimeScale = v }),
        Option("density", nameof(ReplayOptions.Density), value => value.Number<double>(nameof(ReplayOptions.Density), "2"), (o, v) => o with { Density = v }),
        Option("min-gap", nameof(ReplayOptions.MinGap), value => value.Duration("2ms"), (o, v) => o with { MinGap = v }),
        Option("max-wall-time", nameof(ReplayOptions.MaxWallTime), value => value.Duration("5m"), (o, v) => o with { MaxWallTime = v }),
        Option("max-idle-time", nameof(ReplayOptions.MaxIdleTime), value => value.Duration("10s"), (o, v) => o with { MaxIdleTime = v }),
        Option("max-events", nameof(ReplayOptions.MaxEvents), value => value.Number<int>(nameof(ReplayOptions.MaxEvents), "100"), (o, v) => o with { MaxEvents = v }),
        Option("window", nameof(ReplayOptions.Window), value => value.Duration("20s"), (o, v) => o with { Window = v }),
        Option("goals", nameof(ReplayOptions.Goals), ReadGoals, (o, v) => o with { Goals = v }),
        Option("goal", nameof(ReplayOptions.Goals), ReadGoals, (o, v) => o with { Goals = v }),
        Option("max-calls-per-request", nameof(ReplayOptions.MaxCallsPerRequest), value => value.Number<int>(nameof(ReplayOptions.MaxCallsPerRequest), "5"), (o, v) => o with { MaxCallsPerRequest = v }),
        Option("max-retry-amplification", nameof(ReplayOptions.MaxRetryAmplification), value => value.Number<double>(nameof(ReplayOptions.MaxRetryAmplification), "1"), (o, v) => o with { MaxRetryAmplification = v }),
        Option("max-call-growth", nameof(ReplayOptions.MaxCallGrowth), value => value.Number<double>(nameof(ReplayOptions.MaxCallGrowth), "1"), (o, v) => o with { MaxCallGrowth = v }),
        Option("max-allocated-per-request", nameof(ReplayOptions.MaxAllocatedPerRequest), value => value.Number<int>(nameof(ReplayOptions.MaxAllocatedPerRequest), "65536"), (o, v) => o with { MaxAllocatedPerRequest = v }),
        Option("forbid-sync-over-async", nameof(ReplayOptions.ForbidSyncOverAsync), value => value.Switch(), (o, v) => o with { ForbidSyncOverAsync = v }),
        Option("fail-on-regression", nameof(ReplayOptions.FailOnRegression), value => value.Parsed(RegressionText.Parse), (o, v) => o with { FailOnRegression = v }),
        Option("baseline", nameof(ReplayOptions.Baseline), value => value.Parsed(path => path), (o, v) => o with { Baseline = v }),
        Option("inject", nameof(ReplayOptions.Faults), value => value.List(Fault.Parse, "dep=payments.test latency=+200ms"), (o, v) => o with { Faults = v }),
        Option("header", nameof(ReplayOptions.Headers), ReadHeaders, (o, v) => o with { Headers = v }),
        Option("headers", nameof(ReplayOptions.Headers), ReadHeaders, (o, v) => o with { Headers = v }),
        Option("seed", nameof(ReplayOptions.Seed), value => value.Number<ulong>(nameof(ReplayOptions.Seed), "42"), (o, v) => o with { Seed = v }),
        Option("allow-writes", nameof(ReplayOptions.AllowWrites), value => value.Switch(), (o, v) => o with { AllowWrites = v }),
        Option("live-state", nameof(ReplayOptions.LiveState), value => value.Switch(), (o, v) => o with { LiveState = v }),
        Option("diagnose", nameof(ReplayOptions.DiagnoseLimit), value => value.Switch(), (o, v) => o with { DiagnoseLimit = v }),
        Option("time", nameof(ReplayOptions.Time), value => value.Choice<ReplayTime>(), (o, v) => o with { Time = v }),
        Option("safe-mode", nameof(ReplayOptions.AllowWrites), value => !value.Switch(), (o, v) => o with { AllowWrites = v }),
    ];

    // What says where and how a replay is carried out rather than what is asked of it.
    private static readonly string[] OfTheCommand = ["incident", "target-base", "stub-listen", "stub-compat-listen", "json", "quiet", "config"];

    /// <summary>Every key, as a message shows it.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. All.Select(option => option.Key), Ignore, Protected];

    /// <summary>The properties of <see cref="ReplayOptions"/> that a file can set.</summary>
    public static IEnumerable<string> Properties => All.Select(option => option.Property).Append(nameof(ReplayOptions.Ignore)).Distinct();

    /// <summary>A key in the one spelling: <c>TimeScale</c>, <c>timeScale</c> and <c>time-scale</c> are the same.</summary>
    public static string Normalize(string key) =>
        string.Concat(key.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    public static FileOption? Find(string key) => Array.Find(All, option => option.Key == key);

    public static string WhyUnknown(string written, string key, string nearest) => OfTheCommand.Contains(key)
        ? $"'{written}' is not for this file: it says how one replay is carried out; give it to infernosim replay as --{key}."
        : $"'{written}' is not a key of this file; did you mean '{nearest}'? The keys are {string.Join(", ", Keys)}.";

    private static IReadOnlyList<Goal> ReadGoals(OptionValue value) => value.List(Goal.Parse, "p99 < 250ms");

    private static IReadOnlyList<KeyValuePair<string, string>> ReadHeaders(OptionValue value) =>
        value.List(line => HeaderLine.Parse(line, value.Environment), "X-Key: a");

    private static FileOption Option<T>(string key, string property, Func<OptionValue, T> read, Func<ReplayOptions, T, ReplayOptions> set) =>
        new(key, property, value =>
        {
            T known = read(value);
            return options => set(options, known);
        });
}
