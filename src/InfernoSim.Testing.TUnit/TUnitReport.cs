using InfernoSim.Testing.Adapters;
using TUnit.Core.Interfaces;

namespace InfernoSim.Testing.TUnit;

/// <summary>The output and the attachments of a TUnit test.</summary>
internal sealed class TUnitReport(ITestOutput output, string test) : ITestReport
{
    /// <inheritdoc/>
    public void Write(string text) => output.WriteLine(text.TrimEnd());

    /// <inheritdoc/>
    public void Attach(string name, string content) => output.AttachArtifact(SummaryFiles.Write(test, name, content), name);
}
