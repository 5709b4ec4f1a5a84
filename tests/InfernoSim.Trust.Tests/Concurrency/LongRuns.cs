namespace InfernoSim.Trust.Tests.Concurrency;

/// <summary>How much is done: with <c>INFERNOSIM_LONG=1</c> all that is claimed, otherwise a part of it that takes seconds.</summary>
internal static class LongRuns
{
    public static bool AreOn { get; } = Environment.GetEnvironmentVariable("INFERNOSIM_LONG") == "1";
}
