using System.Xml.Linq;

namespace InfernoSim.TestKit.Results;

/// <summary>What a TRX file says of a run.</summary>
/// <param name="Project">The test assembly, without its extension.</param>
/// <param name="Results">Its tests.</param>
public sealed record TestRun(string Project, IReadOnlyList<TestResult> Results)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads a TRX file.</summary>
    public static TestRun Read(string path)
    {
        XElement root = XDocument.Load(path).Root!;
        string deployment = (string?)root.Element(Trx + "TestSettings")?.Element(Trx + "Deployment")?.Attribute("runDeploymentRoot") ?? "";
        string attachments = Path.Combine(Path.GetDirectoryName(path)!, deployment, "In");
        Dictionary<string, string> classes = root.Descendants(Trx + "UnitTest").ToDictionary(
            test => (string)test.Attribute("id")!,
            test => (string)test.Element(Trx + "TestMethod")!.Attribute("className")!);
        string assembly = (string)root.Descendants(Trx + "TestMethod").First().Attribute("codeBase")!;
        return new TestRun(
            Path.GetFileNameWithoutExtension(assembly),
            [.. root.Descendants(Trx + "UnitTestResult").Select(result => Read(result, classes[(string)result.Attribute("testId")!], attachments))]);
    }

    private static TestResult Read(XElement result, string className, string attachments) => new(
        (string)result.Attribute("testName")!,
        className,
        (string)result.Attribute("outcome")!,
        ((result.Descendants(Trx + "Message").FirstOrDefault() ?? result.Descendants(Trx + "DebugTrace").FirstOrDefault())?.Value ?? "").ReplaceLineEndings("\n"),
        (result.Descendants(Trx + "StdOut").FirstOrDefault()?.Value ?? "").ReplaceLineEndings("\n"),
        [.. result.Descendants(Trx + "ResultFile").Select(file => Path.Combine(attachments, (string)result.Attribute("relativeResultsDirectory")!, (string)file.Attribute("path")!))]);
}
