namespace InfernoSim.Testing.Attributes;

/// <summary>What an <c>[IncidentReplay]</c> says, in any test framework.</summary>
/// <param name="incident">The incident folder, or a pattern of several.</param>
/// <param name="sourceFile">The source file of the test.</param>
internal sealed class IncidentTestSettings(string? incident, string? sourceFile)
{
    public string Incident { get; } = incident ?? "";

    public string SourceFile { get; } = sourceFile ?? "";

    public ReplaySettings Replay { get; } = new();

    public bool Snapshot { get; set; } = true;

    public bool RecordIfMissing { get; set; }
}
