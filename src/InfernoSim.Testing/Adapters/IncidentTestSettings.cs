namespace InfernoSim.Testing.Adapters;

/// <summary>What an <c>[IncidentReplay]</c> or an <c>[IncidentEnvelope]</c> says, in any test framework.</summary>
public sealed class IncidentTestSettings
{
    private IncidentTestSettings(string? incident, string? sourceFile, int sourceLine)
    {
        Incident = incident ?? "";
        SourceFile = sourceFile ?? "";
        SourceLine = sourceLine;
    }

    /// <summary>The incident folder, or a pattern of several; empty when the attribute names none, which fails the test.</summary>
    public string Incident { get; }

    /// <summary>The source file of the test, from whose folder the incident is looked for, and beside which its snapshot is kept.</summary>
    public string SourceFile { get; }

    /// <summary>The attribute's line; 0 where the framework does not ask for it.</summary>
    public int SourceLine { get; }

    /// <summary>What is asked of the replay; of a search, those of its settings that are not the search's own.</summary>
    public ReplaySettings Replay { get; } = new();

    /// <summary>What is searched; <see langword="null"/> where the incident is only replayed.</summary>
    public EnvelopeSettings? Envelope { get; private init; }

    /// <summary>Whether the replay's summary is compared with the accepted one beside the source file.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Snapshot { get; set; } = true;

    /// <summary>Whether an incident that is not there is recorded first.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RecordIfMissing { get; set; }

    /// <inheritdoc cref="IncidentRecorderOptions.RecordSql"/>
    public bool RecordSql { get; set; }

    /// <inheritdoc cref="IncidentRecorderOptions.CaptureSensitiveData"/>
    public bool CaptureSensitiveData { get; set; }

#pragma warning disable CA1819 // An attribute argument is an array.
    /// <summary>The rules of <see cref="IncidentRecorderOptions.Privacy"/>, as <see cref="Policies.PrivacyRule.Parse"/> reads them: <c>keep json: $.password; route: POST /login</c>.</summary>
    /// <value>The default is none.</value>
    public string[] Privacy { get; set; } = [];
#pragma warning restore CA1819

    internal IncidentWork Work => Envelope is null ? IncidentWork.Replay : IncidentWork.Search;

    /// <summary>Of a test that replays.</summary>
    /// <param name="incident">The incident folder, or a pattern of several. <see langword="null"/> or empty fails the test, not the discovery.</param>
    /// <param name="sourceFile">The source file of the test.</param>
    /// <param name="sourceLine">The attribute's line; 0 when the framework does not ask for it.</param>
    /// <returns>The settings, all with their defaults.</returns>
    public static IncidentTestSettings ForReplay(string? incident, string? sourceFile, int sourceLine = 0) => new(incident, sourceFile, sourceLine);

    /// <summary>Of a test that searches how much load the service sustains.</summary>
    /// <inheritdoc cref="ForReplay"/>
    public static IncidentTestSettings ForEnvelope(string? incident, string? sourceFile, int sourceLine = 0) =>
        new(incident, sourceFile, sourceLine) { Envelope = new EnvelopeSettings() };
}
