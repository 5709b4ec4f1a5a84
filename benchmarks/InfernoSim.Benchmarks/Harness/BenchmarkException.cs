namespace InfernoSim.Benchmarks.Harness;

/// <summary>What was to be measured did not do what it should, so that a figure of it would mean nothing.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
