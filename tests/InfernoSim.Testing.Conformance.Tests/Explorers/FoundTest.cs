namespace InfernoSim.Testing.Conformance.Tests.Explorers;

/// <summary>What a test explorer is told of a test, and needs to lead to its source.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="File">Its source file; empty where nothing is said.</param>
/// <param name="Line">Its line, from 1; 0 or less where nothing is said.</param>
public sealed record FoundTest(string Name, string File, int Line);
