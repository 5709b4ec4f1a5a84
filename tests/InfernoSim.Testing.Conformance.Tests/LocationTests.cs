using InfernoSim.Testing.Conformance.Tests.Explorers;

namespace InfernoSim.Testing.Conformance.Tests;

/// <summary>A test explorer leads from a test to its source.</summary>
public sealed class LocationTests
{
    private const string Test = "Come_before_the_replay";

    public static TheoryData<string, string> Suites => new()
    {
        { Suite<XunitV2>.Assembly, Suite<XunitV2>.Folder },
        { Suite<XunitV3>.Assembly, Suite<XunitV3>.Folder },
        { Suite<NUnit>.Assembly, Suite<NUnit>.Folder },
        { Suite<MSTest>.Assembly, Suite<MSTest>.Folder },
        { Suite<TUnit>.Assembly, Suite<TUnit>.Folder },
    };

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Discovery_says_where_the_test_is(string assembly, string folder)
    {
        string source = Path.Combine(folder, "SetUps.cs");
        string[] lines = await File.ReadAllLinesAsync(source);
        int line = Array.FindIndex(lines, line => line.Contains($"{Test}()", StringComparison.Ordinal)) + 1;

        IReadOnlyList<FoundTest> tests = await (folder == Suite<TUnit>.Folder ? PlatformExplorer.FindAsync(assembly) : VSTestExplorer.FindAsync(assembly));

        FoundTest found = Assert.Single(tests, test => test.Name.EndsWith(Test, StringComparison.Ordinal));
        Assert.Equal(source, found.File);

        // At the attribute or at the body.
        Assert.InRange(found.Line, line - 1, line + 1);
    }
}
