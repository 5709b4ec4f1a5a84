using System.Text;
using InfernoSim.Testing.Adapters;
using Xunit;

namespace InfernoSim.Testing.XunitV3;

/// <summary>The output and the attachments of an xUnit v3 test.</summary>
internal sealed class XunitReport(ITestContext context) : ITestReport
{
    /// <inheritdoc/>
    public void Write(string text) => context.TestOutputHelper?.WriteLine(text);

    /// <summary>Attaches a file. xUnit puts the ending of the media type behind the name: <c>summary.txt</c>, <c>summary-json.json</c>.</summary>
    /// <inheritdoc/>
    public void Attach(string name, string content)
    {
        bool json = name.EndsWith(".json", StringComparison.Ordinal);
        string bare = Path.GetFileNameWithoutExtension(name);
        context.AddAttachment(json ? $"{bare}-json" : bare, Encoding.UTF8.GetBytes(content), replaceExistingValue: true, json ? "application/json" : "text/plain");
    }
}
