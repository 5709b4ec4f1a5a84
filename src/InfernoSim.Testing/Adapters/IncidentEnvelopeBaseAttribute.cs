namespace InfernoSim.Testing.Adapters;

/// <summary>
/// What an <c>[IncidentEnvelope]</c> says, in any test framework: an adapter's attribute derives from it. Where the framework wants
/// another base class, the attribute implements <see cref="IDescribeIncidentTest"/> instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract partial class IncidentEnvelopeBaseAttribute : Attribute
{
    /// <summary>Names the incident.</summary>
    /// <param name="incident">The incident folder, from the folder of <paramref name="sourceFile"/>, or else the output folder; or a pattern of several.</param>
    /// <param name="sourceFile">The source file of the test, which the attribute's constructor takes from <c>[CallerFilePath]</c>.</param>
    protected IncidentEnvelopeBaseAttribute(string incident, string sourceFile)
    {
        Settings = IncidentTestSettings.ForEnvelope(incident, sourceFile);
    }

    /// <summary>How long the search may take, in milliseconds; 0 for no limit.</summary>
    /// <value>The default is 0.</value>
    public int Timeout { get; set; }
}
