using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A test with another program, skipped, and shown as skipped, where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    /// <summary>Skips the test without the program.</summary>
    /// <param name="tool">Its name.</param>
    public ToolFactAttribute(string tool) => Skip = ToolInstallation.WhyNot(Tool = tool);

    /// <summary>The program.</summary>
    public string Tool { get; }
}
