namespace InfernoSim.Testing.Adapters;

/// <summary>An attribute that makes a method an incident test.</summary>
public interface IDescribeIncidentTest
{
    /// <summary>What is asked.</summary>
    IncidentTestSettings Settings { get; }

    /// <summary>How long the replay or the search may take, in milliseconds; 0 for no limit.</summary>
    int Timeout { get; }
}
