using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Tests.Architecture;

/// <summary>What tests need again and again is written once, in InfernoSim.TestKit.</summary>
public sealed class TestKitTests
{
    private const string Here = "InfernoSim.Tests/Architecture/TestKitTests.cs";

    [Theory]
    [InlineData("Directory.CreateTempSubdirectory", nameof(TestFolder))]
    [InlineData("WebApplication.CreateSlimBuilder", nameof(LoopbackHost))]
    [InlineData("new TcpListener(", nameof(RawServer))]
    public void Tests_do_not_make_for_themselves_what_they_share(string code, string instead)
    {
        string tests = Repository.File("tests");

        string[] copies = [.. Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(tests, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("InfernoSim.TestKit/", StringComparison.Ordinal) && file != Here && !file.Split('/').Any(folder => folder is "bin" or "obj"))
            .Where(file => File.ReadAllText(Path.Combine(tests, file)).Contains(code, StringComparison.Ordinal))];

        Assert.True(copies.Length == 0, $"Use {instead} of InfernoSim.TestKit in {string.Join(", ", copies)}.");
    }
}
