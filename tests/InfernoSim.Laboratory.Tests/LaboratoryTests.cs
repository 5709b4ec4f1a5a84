using InfernoSim.Laboratory.Labs;

namespace InfernoSim.Laboratory.Tests;

/// <summary>
/// One repetition of a few labs. How often a limit is named is published in docs/limits.md; that none is named wrongly holds
/// on every machine, however busy.
/// </summary>
public sealed class LaboratoryTests
{
    [Theory]
    [InlineData("none: nothing, child")]
    [InlineData("connection pool")]
    [InlineData("slow dependency")]
    [InlineData("global lock, child")]
    [InlineData("slow mapping")]
    [InlineData("dependency that fails, child")]
    [InlineData("open circuit")]
    [InlineData("connections, child")]
    [InlineData("connections that live for one call, child")]
    [InlineData("SQLite writers")]
    public async Task A_planted_limit_is_named_or_left_open(string name)
    {
        Lab lab = AllLabs.Named(name);

        LabResult result = await LabRun.RunAsync(lab, CancellationToken.None);

        // A machine that cannot even keep the schedule of an idle service may say so; it may blame nothing else.
        Assert.False(result.IsWrong, $"{result.Found.Name} ({result.Found.Evidence})\n{result.Evidence}");
        Assert.NotEmpty(result.Found.Evidence);
        Assert.NotEmpty(result.Found.NextStep);
    }

    [Fact]
    public void There_are_at_least_sixteen_limits_and_four_services_without_one()
    {
        Assert.InRange(AllLabs.List.Count(lab => lab.Expected != "NONE"), 16, int.MaxValue);
        Assert.InRange(AllLabs.List.Count(lab => lab.Expected == "NONE"), 4, int.MaxValue);
        Assert.Equal(AllLabs.List.Count, AllLabs.List.Select(lab => lab.Name).Distinct().Count());
    }
}
