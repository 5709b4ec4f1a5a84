using System.Xml.Linq;

namespace InfernoSim.Testing.Conformance.Tests;

/// <summary>One test of a results file.</summary>
/// <param name="Outcome"><c>Passed</c>, <c>Failed</c> or <c>NotExecuted</c>.</param>
/// <param name="Message">What the failure says.</param>
/// <param name="Output">What the test printed.</param>
/// <param name="Attachments">Paths of the attached files.</param>
public sealed record TestResult(string Outcome, string Message, string Output, IReadOnlyList<string> Attachments);

/// <summary>Reads what a run left in its results file.</summary>
internal static class Trx
{
    private static readonly XNamespace Ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>The results by <c>Class.Test</c>, as the framework names the test.</summary>
    public static IReadOnlyDictionary<string, TestResult> Read(string path)
    {
        XElement root = XDocument.Load(path).Root!;
        string deployment = Path.Combine(Path.GetDirectoryName(path)!, (string?)root.Element(Ns + "TestSettings")?.Element(Ns + "Deployment")?.Attribute("runDeploymentRoot") ?? "", "In");
        Dictionary<string, string> classes = root.Descendants(Ns + "UnitTest").ToDictionary(
            test => (string)test.Attribute("id")!,
            test => (string)test.Element(Ns + "TestMethod")!.Attribute("className")!);
        return root.Descendants(Ns + "UnitTestResult").ToDictionary(
            result => NameOf(classes[(string)result.Attribute("testId")!], (string)result.Attribute("testName")!),
            result => Read(result, deployment));
    }

    private static string NameOf(string className, string test)
    {
        string prefix = className + ".";
        string name = test.StartsWith(prefix, StringComparison.Ordinal) ? test[prefix.Length..] : test;
        return $"{className.Split('.')[^1]}.{name}";
    }

    private static TestResult Read(XElement result, string deployment) => new(
        (string)result.Attribute("outcome")!,
        (result.Descendants(Ns + "Message").FirstOrDefault()?.Value ?? "").ReplaceLineEndings("\n"),
        (result.Descendants(Ns + "StdOut").FirstOrDefault()?.Value ?? "").ReplaceLineEndings("\n"),
        [.. result.Descendants(Ns + "ResultFile").Select(file => Path.Combine(deployment, (string)result.Attribute("relativeResultsDirectory")!, (string)file.Attribute("path")!))]);
}
