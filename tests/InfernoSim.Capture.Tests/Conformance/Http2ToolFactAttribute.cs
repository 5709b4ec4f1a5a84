using InfernoSim.TestKit.Facts;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>A test with a program of nghttp2. Skipped, and shown as skipped, where it is not installed and where the set is left out.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Http2ToolFactAttribute : FactAttribute
{
    /// <summary>Skips the test without the program.</summary>
    /// <param name="tool">Its name.</param>
    public Http2ToolFactAttribute(string tool) => Skip = LeftOutSets.WhyNot("nghttp2") ?? ToolInstallation.WhyNot(Tool = tool);

    /// <summary>The program.</summary>
    public string? Tool { get; }
}
