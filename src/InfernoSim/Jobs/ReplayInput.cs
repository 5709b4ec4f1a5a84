using InfernoSim.Configuration;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Policies;

namespace InfernoSim.Jobs;

/// <summary>What a job works on: an incident, and what is asked of its replay, from options, the incident's <c>replay.yaml</c> and defaults.</summary>
public sealed class ReplayInput
{
    /// <summary>The incident folder. It is only read.</summary>
    public required string Incident { get; init; }

    /// <summary>What is asked. What <c>replay.yaml</c> sets holds in place of it, except for what is <see cref="Given"/>.</summary>
    /// <value>The default is the options' own defaults.</value>
    public ReplayOptions Options { get; init; } = new();

    /// <summary>The properties of <see cref="Options"/> that were given rather than left at a default.</summary>
    /// <value>The default is none.</value>
    public IReadOnlySet<string> Given { get; init; } = new HashSet<string>();

    /// <summary>A file in place of the <c>replay.yaml</c> in the incident folder; <see langword="null"/> for that one, which need not be there.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Config { get; init; }

    /// <summary>
    /// A file in the form of a <c>replay.yaml</c> that holds for several incidents: its rules come in addition, and what else it sets holds unless
    /// the file of the incident sets it; <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Shared { get; init; }

    /// <summary>Looks up an environment variable that <c>replay.yaml</c> names.</summary>
    /// <value>The default looks into the environment of this process.</value>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>How messages call an option.</summary>
    /// <value>The default calls it by its property.</value>
    internal OptionWording Words { get; init; } = OptionWording.Properties;

    /// <summary>Reads the incident.</summary>
    /// <exception cref="IncidentFormatException">It is missing or broken.</exception>
    internal Incident ReadIncident(CancellationToken cancellationToken) => IncidentReader.Read(Incident, cancellationToken);

    /// <summary>Reads the file.</summary>
    /// <exception cref="ReplayConfigurationException">Something in it is wrong, or the named one is not there.</exception>
    internal ReplayFile ReadFile() => ReplayFile.Load(Incident, Config, Environment);

    /// <summary>What a replay will do.</summary>
    /// <exception cref="ReplayConfigurationException">An option or a file cannot be used.</exception>
    internal ReplayPlan PlanOf(Incident incident)
    {
        ReplayFile file = ReadFile();
        ReplayFile shared = ReadShared();
        bool isGiven(string property) => Given.Contains(property) || file.Options.ContainsKey(property) || shared.Options.ContainsKey(property);
        ReplayOptions options = PaceChoice.Decide(OptionsWith(file, shared, incident), isGiven);
        var plan = ReplayPlan.Create(incident, options, Words);
        return options.Pace == ReplayPace.Causal && !isGiven(nameof(ReplayOptions.Pace)) && PaceChoice.IsByTheClock(plan)
            ? ReplayPlan.Create(incident, options with { Pace = ReplayPace.Recorded }, Words)
            : plan;
    }

    private ReplayFile ReadShared() => Shared is null ? new ReplayFile() : ReplayFile.Load(Incident, Shared, Environment);

    /// <summary>The options that hold, with what a file and the recording say.</summary>
    internal ReplayOptions OptionsWith(ReplayFile file, Incident incident) => OptionsWith(file, ReadShared(), incident);

    private ReplayOptions OptionsWith(ReplayFile file, ReplayFile shared, Incident incident) =>
        RecordedPrivacy.Apply(WithMessages(file.ApplyTo(shared.ApplyTo(Options, Given.Contains), Given.Contains)), incident, Environment);

    private ReplayOptions WithMessages(ReplayOptions options) => options.Descriptors is not { } path
        ? options
        : options with { Messages = GrpcDescriptors.Open(File.Exists(path) ? path : Path.Combine(Incident, path)) };
}
