using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Observations;

namespace InfernoSim.Planning;

/// <summary>What a replay will do: which exchanges, when, and what is expected. Made of an incident and options alone.</summary>
internal sealed class ReplayPlan
{
    private readonly Dictionary<int, PlannedExchange> _byIndex;

    private ReplayPlan(Incident recorded, ReplayOptions options, OptionWording words)
    {
        Words = words;
        Incident = recorded;
        Options = options;
        var names = new ProtectedNames(options.Protected);
        Noise = NoiseFilter.Of(options.Ignore, NoiseFacts.Of(recorded, names), options.Lens, options.Messages);
        var attribution = CallAttribution.Of(IgnoredCalls.TakeBackgroundFrom(IgnoredCalls.TakeFrom(recorded, Noise, out IgnoredCalls ignored), Noise, out IgnoredCalls background));
        HashSet<IncidentEvent> anyTime = new(attribution.Given.Where(background.HasLateLike), ReferenceEqualityComparer.Instance);
        (Ignored, Background) = (ignored, background.Knowing(anyTime));
        Incident incident = attribution.Incident;
        AttributesCalls = attribution.HasGiven;
        var selection = ReplaySelection.Of(incident, options, words);
        var headers = CallHeaderFacts.Of(incident);
        Exchanges = [.. selection.Exchanges.Select((exchange, position) => new PlannedExchange(exchange, position, options, Noise, headers, anyTime.Contains))];
        LogicalRanks.Assign(Exchanges);
        LiveChains = options.LiveState ? LiveChains.Find(incident, names) : LiveChains.None;
        IReadOnlyList<EqualRequests> races = EqualRequests.Assign(Exchanges, LiveChains);
        CallsBeforeResponse.Assign(Exchanges);
        _byIndex = Exchanges.ToDictionary(exchange => exchange.Index);
        UnattributedCalls = [.. incident.UnattributedCalls.Select((call, index) => new PlannedCall(call, index, -1))];
        UnattributedIndex = CallIndex.Build(UnattributedCalls, OwnIds.None, Noise, headers);
        Schedule = ReplaySchedule.Create(selection.Exchanges, options);
        Gaps = RecordingGaps.Of(incident);
        Supplied = SuppliedCredential.In(Exchanges, options.Headers);
        NotTested = [.. Gaps.NotTested, .. options.Lens?.NotTested is { } own ? (NotTested[])[new NotTested(own, false)] : [], .. selection.NotTested, .. attribution.NotTested, .. races.Select(race => race.ToNotTested()), .. Supplied.Select(credential => new NotTested(credential.Describe(words), true))];
        ExpectsUnattributedCalls = selection.ExpectsUnattributedCalls;
        ExpectedCalls = (ExpectsUnattributedCalls ? UnattributedCalls.Length : 0) + Exchanges.Sum(exchange => exchange.Calls.Length);
    }

    /// <summary>What a person should know before the replay starts.</summary>
    public IReadOnlyList<string> Notices => [.. Incident.Notices, .. NotTested.Select(item => item.What), .. FaultTargets.Unknown(this), .. Options.Messages?.NotKnownOf(Incident) ?? []];

    /// <summary>How many requests the whole replay sends: exchanges x fan-out x runs.</summary>
    public long RequestCount => (long)Exchanges.Length * Options.Fanout * Options.Runs;

    internal Incident Incident { get; }

    internal ReplayOptions Options { get; }

    /// <summary>How messages call an option.</summary>
    internal OptionWording Words { get; }

    /// <summary>What is ignored; <see langword="null"/> when nothing is.</summary>
    internal NoiseFilter? Noise { get; }

    /// <summary>The recorded calls that are answered and not compared.</summary>
    internal IgnoredCalls Ignored { get; }

    /// <summary>The recorded calls of background work, which are answered and not compared.</summary>
    internal IgnoredCalls Background { get; }

    internal PlannedExchange[] Exchanges { get; }

    internal PlannedCall[] UnattributedCalls { get; }

    internal CallIndex UnattributedIndex { get; }

    /// <summary>The tunnels whose end could not be reached, as <c>host:port</c>.</summary>
    internal IReadOnlySet<string> UnreachableTunnels => field ??= OpaqueTraffic.UnreachableIn(Incident);

    /// <summary>The recorded calls of which a part is answered before all of the request is there.</summary>
    internal PlannedDialogues Dialogues => field ??= new PlannedDialogues([.. Exchanges.SelectMany(exchange => exchange.Calls), .. UnattributedCalls, .. Ignored.Calls, .. Background.Calls]);

    /// <summary>A recorded call of which a part may be answered before all of the request is there.</summary>
    /// <param name="call">The recorded call.</param>
    /// <param name="head">The call that came; its body is not looked at.</param>
    internal RecordedDialogue DialogueOf(PlannedCall call, DependencyRequest head) => new(call.Event.Body.GetBytes(), call.Event.Turns, call.Answer())
    {
        PlaceOf = Options.Messages?.RequestOf(head.PathAndQuery) is null ? null : new DialogueMessages(Noise!, call.Event, head).PlaceOf,
    };

    internal bool ExpectsUnattributedCalls { get; }

    /// <summary>Whether recorded calls that name no request were given to one, so that those of the replay are, too.</summary>
    internal bool AttributesCalls { get; }

    internal ReplaySchedule Schedule { get; }

    internal IReadOnlyList<NotTested> NotTested { get; }

    /// <summary>The values that the service issues in every replay and that are carried forward.</summary>
    internal LiveChains LiveChains { get; }

    internal RecordingGaps Gaps { get; }

    /// <summary>Credentials that are supplied in place of those of several users.</summary>
    internal IReadOnlyList<SuppliedCredential> Supplied { get; }

    /// <summary>When the first exchange began in the incident.</summary>
    internal DateTimeOffset Start => DateTimeOffset.UnixEpoch.AddTicks(Exchanges.Length == 0 ? 0 : Exchanges[0].Start / TimeSpan.NanosecondsPerTick);

    /// <summary>Requests a second that the schedule asks for; <see langword="null"/> when requests are sent as fast as causality allows.</summary>
    internal double? TargetRate => Schedule.IsPaced && Schedule.Length > TimeSpan.Zero ? Exchanges.Length * Options.Fanout / Schedule.Length.TotalSeconds : null;

    /// <summary>Recorded dependency calls that each worker is expected to make.</summary>
    internal int ExpectedCalls { get; }

    /// <summary>Those of them that are statements for databases.</summary>
    internal int ExpectedStatements => (ExpectsUnattributedCalls ? UnattributedCalls : []).Concat(Exchanges.SelectMany(exchange => exchange.Calls)).Count(call => call.Event.Type == IncidentEventType.SqlStatement);

    /// <summary>The databases that recorded statements are for.</summary>
    internal IReadOnlySet<Authority> Databases => Exchanges.SelectMany(exchange => exchange.Calls).Concat(UnattributedCalls)
        .Where(call => call.Event.Type == IncidentEventType.SqlStatement)
        .Select(call => RecordedTarget.Of(call.Event))
        .Select(target => Authority.Of(target.Authority, target.Scheme))
        .ToHashSet();

    /// <summary>Names the incident and everything in the options that a figure depends on.</summary>
    internal string BaselineKey => $"{Path.GetFullPath(Incident.Folder)}|{OptionsKey}";

    /// <summary>Names the incident wherever its folder is.</summary>
    internal string IncidentName =>
        $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Incident.Folder)))} ({Incident.Exchanges.Count} exchanges, {Incident.Exchanges.Sum(exchange => exchange.Calls.Count) + Incident.UnattributedCalls.Count} calls)";

    /// <summary>Everything in the options that a figure depends on.</summary>
    internal string OptionsKey => ReplayOptionTable.KeyOf(Options);

    /// <summary>Makes a plan.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="options">What is asked.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ReplayConfigurationException">An option is out of range, or the schedule cannot fit the wall-time budget.</exception>
    public static ReplayPlan Create(Incident incident, ReplayOptions options) => Create(incident, options, OptionWording.Properties);

    /// <inheritdoc cref="Create(Incident, ReplayOptions)"/>
    /// <param name="incident">The incident.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="words">How messages call an option.</param>
    internal static ReplayPlan Create(Incident incident, ReplayOptions options, OptionWording words)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(options);
        ReplayOptionsValidation.ThrowIfInvalid(options, words);
        var plan = new ReplayPlan(incident, options, words);
        WallTimeBudget.ThrowIfTooShort(plan);
        return plan;
    }

    internal PlannedExchange? Find(int exchange) => _byIndex.GetValueOrDefault(exchange);
}
