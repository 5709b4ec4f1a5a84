namespace InfernoSim.Testing.Adapters;

/// <summary>What an <c>[IncidentReplay]</c> or an <c>[IncidentEnvelope]</c> says, in any test framework.</summary>
/// <param name="incident">The incident folder, or a pattern of several.</param>
/// <param name="sourceFile">The source file of the test.</param>
internal sealed class IncidentTestSettings(string? incident, string? sourceFile)
{
    public string Incident { get; } = incident ?? "";

    public string SourceFile { get; } = sourceFile ?? "";

    /// <summary>The attribute's line; 0 where the framework does not ask for it.</summary>
    public int SourceLine { get; init; }

    public ReplaySettings Replay { get; } = new();

    /// <summary>What is searched; <see langword="null"/> where the incident is only replayed.</summary>
    public EnvelopeSettings? Envelope { get; init; }

    public IncidentWork Work => Envelope is null ? IncidentWork.Replay : IncidentWork.Search;

    public bool Snapshot { get; set; } = true;

    public bool RecordIfMissing { get; set; }
}
