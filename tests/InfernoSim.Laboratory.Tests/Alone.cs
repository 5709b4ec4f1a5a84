namespace InfernoSim.Laboratory.Tests;

/// <summary>Tests that run one after the other: beside another replay in this process nothing of the service is measured.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
