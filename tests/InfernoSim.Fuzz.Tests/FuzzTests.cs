using System.Globalization;
using InfernoSim.Fuzz.Tests.Running;
using InfernoSim.Fuzz.Tests.Targets;
using Xunit.Abstractions;

namespace InfernoSim.Fuzz.Tests;

/// <summary>
/// Every input that comes from outside is read or refused, however it is damaged. By default a thousand inputs for each target, always the same.
/// <c>INFERNOSIM_FUZZ_INPUTS</c> says how many instead, and <c>INFERNOSIM_FUZZ_SEED</c> chooses others.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const long UsualInputs = 1_000;
    private const uint UsualSeed = 20261129;

    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_damaged_inputs_are_made_of_is_read(string name)
    {
        FuzzTarget target = FuzzTargets.All.Single(target => target.Name == name);

        Assert.All(target.Corpus, target.Read);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_too_much_once_is_read_or_refused(string name)
    {
        FuzzTarget target = FuzzTargets.All.Single(target => target.Name == name);

        Assert.All(target.Found, input => Judge.Check(target, input));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whatever_is_damaged_is_read_or_refused(string name)
    {
        FuzzTarget target = FuzzTargets.All.Single(target => target.Name == name);
        long inputs = Math.Max(1, Number("INFERNOSIM_FUZZ_INPUTS", UsualInputs) / target.Cost);
        var run = new FuzzRun(target, (uint)Number("INFERNOSIM_FUZZ_SEED", UsualSeed), inputs);

        await run.RunAsync();

        output.WriteLine($"{inputs} inputs");
    }

    private static long Number(string variable, long usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : usual;
}
