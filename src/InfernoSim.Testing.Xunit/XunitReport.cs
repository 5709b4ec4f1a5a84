using System.Text;
using InfernoSim.Testing.Adapters;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace InfernoSim.Testing.Xunit;

/// <summary>The output of an xUnit v2 test. There are no attachments in v2: files are written, and their paths are in the output.</summary>
internal sealed class XunitReport(ITest test, IMessageBus messages) : ITestReport
{
    private readonly StringBuilder _output = new();

    public string Output => _output.ToString();

    /// <inheritdoc/>
    public void Write(string text)
    {
        string line = text.TrimEnd() + Environment.NewLine;
        _output.Append(line);
        messages.QueueMessage(new TestOutput(test, line));
    }

    /// <inheritdoc/>
    public void Attach(string name, string content)
    {
        ITestMethod method = test.TestCase.TestMethod;
        string testName = $"{method.TestClass.Class.Name}.{method.Method.Name}";
        string incident = test.TestCase is IncidentTestCase { Case.FromWildcard: true } one ? $"_incident={one.Case.Name}" : "";
        Write($"{name}: {SummaryFiles.Write(testName + incident, name, content)}");
    }
}
