using InfernoSim.Testing.Adapters;
using NUnit.Framework;

namespace InfernoSim.Testing.NUnit;

/// <summary>The output and the attachments of an NUnit test.</summary>
internal sealed class NUnitReport(string test) : ITestReport
{
    /// <inheritdoc/>
    public void Write(string text) => TestContext.Out.WriteLine(text.TrimEnd());

    /// <inheritdoc/>
    public void Attach(string name, string content) => TestContext.AddTestAttachment(SummaryFiles.Write(test, name, content), name);
}
