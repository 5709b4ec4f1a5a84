using System.Globalization;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Scheduling;
using InfernoSim.Verdicts;

namespace InfernoSim.Replay;

/// <summary>What a replay will do: which exchanges, when, and what is expected. Made of an incident and options alone.</summary>
public sealed class ReplayPlan
{
    private readonly Dictionary<int, PlannedExchange> _byIndex;

    private ReplayPlan(Incident incident, ReplayOptions options, ReplaySelection selection)
    {
        Incident = incident;
        Options = options;
        Exchanges = [.. selection.Exchanges.Select((exchange, position) => new PlannedExchange(exchange, position, options))];
        _byIndex = Exchanges.ToDictionary(exchange => exchange.Index);
        UnattributedCalls = [.. incident.UnattributedCalls.Select((call, index) => new PlannedCall(call, index, -1))];
        UnattributedIndex = CallIndex.Build(UnattributedCalls, OwnIds.None);
        Schedule = ReplaySchedule.Create(selection.Exchanges, options);
        Gaps = RecordingGaps.Of(incident);
        NotTested = [.. selection.NotTested, .. Gaps.NotTested];
        ExpectsUnattributedCalls = selection.ExpectsUnattributedCalls;
        ExpectedCalls = (ExpectsUnattributedCalls ? UnattributedCalls.Length : 0) + Exchanges.Sum(exchange => exchange.Calls.Length);
    }

    /// <summary>What a person should know before the replay starts.</summary>
    public IReadOnlyList<string> Notices => [.. Incident.Notices, .. NotTested.Select(item => item.What)];

    /// <summary>How many requests the whole replay sends: exchanges x fan-out x runs.</summary>
    public long RequestCount => (long)Exchanges.Length * Options.Fanout * Options.Runs;

    internal Incident Incident { get; }

    internal ReplayOptions Options { get; }

    internal PlannedExchange[] Exchanges { get; }

    internal PlannedCall[] UnattributedCalls { get; }

    internal CallIndex UnattributedIndex { get; }

    internal bool ExpectsUnattributedCalls { get; }

    internal ReplaySchedule Schedule { get; }

    internal IReadOnlyList<NotTested> NotTested { get; }

    internal RecordingGaps Gaps { get; }

    /// <summary>Requests a second that the schedule asks for; <see langword="null"/> when requests are sent as fast as causality allows.</summary>
    internal double? TargetRate => Schedule.IsPaced && Schedule.Length > TimeSpan.Zero ? Exchanges.Length * Options.Fanout / Schedule.Length.TotalSeconds : null;

    /// <summary>Recorded dependency calls that each worker is expected to make.</summary>
    internal int ExpectedCalls { get; }

    /// <summary>Names the incident and everything in the options that a figure depends on.</summary>
    internal string BaselineKey
    {
        get
        {
            ReplayOptions o = Options;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFullPath(Incident.Folder)}|{o.Runs}|{o.Fanout}|{o.TimeScale:R}|{o.Density:R}|{o.MinGap}|{o.MaxEvents}|{o.AllowWrites}|{o.Seed}|{o.Window}|{string.Join(';', o.Faults.Select(f => f.Text))}|{string.Join(';', o.Headers.Select(h => h.Key))}");
        }
    }

    /// <summary>Makes a plan.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="options">What is asked.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ReplayConfigurationException">An option is out of range, or the schedule cannot fit the wall-time budget.</exception>
    public static ReplayPlan Create(Incident incident, ReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(options);
        ReplayOptionsValidation.ThrowIfInvalid(options);
        var plan = new ReplayPlan(incident, options, ReplaySelection.Of(incident, options));
        WallTimeBudget.ThrowIfTooShort(plan);
        return plan;
    }

    internal PlannedExchange? Find(int exchange) => _byIndex.GetValueOrDefault(exchange);
}
