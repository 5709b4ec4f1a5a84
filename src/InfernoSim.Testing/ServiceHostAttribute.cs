namespace InfernoSim.Testing;

/// <summary>
/// Says what the service under test is, on a test class or for a whole assembly; the class comes first.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public abstract class ServiceHostAttribute : Attribute
{
    /// <summary>Makes the host.</summary>
    /// <returns>The host.</returns>
    public abstract IServiceHost CreateHost();
}
