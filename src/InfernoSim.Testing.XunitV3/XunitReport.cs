using InfernoSim.Testing.Attributes;
using Xunit;

namespace InfernoSim.Testing.XunitV3;

/// <summary>The output and the attachments of an xUnit v3 test.</summary>
internal sealed class XunitReport(ITestContext context) : ITestReport
{
    /// <inheritdoc/>
    public void Write(string text) => context.TestOutputHelper?.WriteLine(text);

    /// <inheritdoc/>
    public void Attach(string name, string content) => context.AddAttachment(name, content, replaceExistingValue: true);
}
