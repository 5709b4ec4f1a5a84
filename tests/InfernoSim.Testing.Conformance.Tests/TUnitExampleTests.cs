using InfernoSim.TestKit.Processes;

namespace InfernoSim.Testing.Conformance.Tests;

/// <summary>The example of TUnit on the pages, whose project is a program that no <c>dotnet test</c> by VSTest runs.</summary>
public sealed class TUnitExampleTests
{
    [Fact]
    public async Task It_passes()
    {
        ProcessResult run = await ChildProcess.RunAsync(ChildProcess.Of(["dotnet", Suite<TUnit>.Built("InfernoSim.Testing.TUnit.Tests")]));

        Assert.True(run.ExitCode == 0, run.Out + run.Error);
        Assert.Contains("succeeded: 1", run.Out, StringComparison.Ordinal);
    }
}
