using DiffEngine;
using InfernoSim.Testing.Snapshots;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>Makes this process one of a developer's machine, and afterwards what it was. For tests of one collection, for all tests share the process.</summary>
internal sealed class BuildServerSetting : IDisposable
{
    /// <summary>The collection of the tests that use it.</summary>
    public const string Collection = "build server";

    private readonly bool _isBuildServer = BuildServerDetector.Detected;
    private readonly (string Name, string? Value)[] _variables = [.. SnapshotEnvironment.BuildServerVariables.Select(name => (name, Environment.GetEnvironmentVariable(name)))];

    public BuildServerSetting()
    {
        BuildServerDetector.Detected = false;
        foreach ((string name, _) in _variables)
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    public void Dispose()
    {
        BuildServerDetector.Detected = _isBuildServer;
        foreach ((string name, string? value) in _variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
