using System.Text;
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.MSTest;

/// <summary>The output and the attachments of an MSTest test, which are part of its result.</summary>
internal sealed class MSTestReport(string test) : ITestReport
{
    private readonly StringBuilder _output = new();
    private readonly List<string> _files = [];

    /// <inheritdoc/>
    public void Write(string text) => _output.AppendLine(text.TrimEnd());

    /// <inheritdoc/>
    public void Attach(string name, string content) => _files.Add(SummaryFiles.Write(test, name, content));

    /// <summary>Puts what was reported before what the body has added.</summary>
    public void AddTo(TestResult result)
    {
        result.LogOutput = _output + result.LogOutput;
        result.ResultFiles = [.. _files, .. result.ResultFiles ?? []];
    }
}
