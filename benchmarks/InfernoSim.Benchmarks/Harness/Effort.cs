namespace InfernoSim.Benchmarks.Harness;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often each variant is measured; a warm-up round comes on top.</param>
/// <param name="Seconds">How long a measurement of a rate takes.</param>
/// <param name="IncidentBytes">The size of the incident that is read.</param>
/// <param name="ReplayRuns">How many runs a replay of the driver's incident has.</param>
internal sealed record Effort(int Rounds, double Seconds, long IncidentBytes, int ReplayRuns)
{
    public static Effort Full { get; } = new(5, 4, 500_000_000, 3);

    public static Effort Quick { get; } = new(2, 1, 50_000_000, 1);
}
