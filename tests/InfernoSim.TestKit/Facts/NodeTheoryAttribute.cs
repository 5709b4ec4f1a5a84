using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A theory with a node service, skipped, and shown as skipped, where node is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the theory without node.</summary>
    public NodeTheoryAttribute() => Skip = ToolInstallation.WhyNot("node");
}
