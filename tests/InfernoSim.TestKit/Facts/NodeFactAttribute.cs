using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A test with a node service, skipped, and shown as skipped, where node is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    /// <summary>Skips the test without node.</summary>
    public NodeFactAttribute() => Skip = ToolInstallation.WhyNot("node");
}
