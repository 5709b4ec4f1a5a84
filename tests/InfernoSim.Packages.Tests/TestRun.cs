using System.Xml.Linq;

namespace InfernoSim.Packages.Tests;

/// <summary>What a TRX file says of a run.</summary>
/// <param name="Project">The test assembly, without its extension.</param>
/// <param name="Results">Its tests.</param>
internal sealed record TestRun(string Project, IReadOnlyList<TestResult> Results)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads a TRX file.</summary>
    public static TestRun Read(string path)
    {
        XElement root = XDocument.Load(path).Root!;
        string deployment = root.Element(Trx + "TestSettings")?.Element(Trx + "Deployment")?.Attribute("runDeploymentRoot")?.Value ?? "";
        string folder = Path.Combine(Path.GetDirectoryName(path)!, deployment, "In");
        Dictionary<string, string> classes = root.Descendants(Trx + "UnitTest")
            .ToDictionary(test => test.Attribute("id")!.Value, test => test.Element(Trx + "TestMethod")!.Attribute("className")!.Value);
        string assembly = root.Descendants(Trx + "TestMethod").First().Attribute("codeBase")!.Value;
        return new TestRun(Path.GetFileNameWithoutExtension(assembly), [.. root.Descendants(Trx + "UnitTestResult").Select(result => new TestResult(
            result.Attribute("testName")!.Value,
            classes[result.Attribute("testId")!.Value],
            result.Attribute("outcome")!.Value,
            result.Descendants(Trx + "Message").FirstOrDefault()?.Value ?? "",
            result.Descendants(Trx + "StdOut").FirstOrDefault()?.Value ?? "",
            [.. result.Descendants(Trx + "ResultFile").Select(file => Path.Combine(folder, result.Attribute("executionId")!.Value, file.Attribute("path")!.Value))]))]);
    }
}

/// <summary>One test of a run.</summary>
internal sealed record TestResult(string Name, string ClassName, string Outcome, string Message, string Output, IReadOnlyList<string> Attachments);
