using InfernoSim.Trust.Tests.Cases;

namespace InfernoSim.Trust.Tests;

public class TrustTableTests
{
    private const string Accept = "INFERNOSIM_ACCEPT";

    [Fact]
    public void The_page_of_cases_is_the_one_the_suite_makes()
    {
        string path = Repository.File("docs/trust.md");
        string made = TrustTable.Render(TrustCases.Regressions, TrustCases.Harmless);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(path, made);
        }

        string kept = File.Exists(path) ? File.ReadAllText(path) : "";

        Assert.True(kept == made, $"{path} is not what the cases say. Look at the difference; if it is meant, run this test once with {Accept}=1 and commit the page.");
    }

    [Fact]
    public void There_are_enough_cases_each_with_a_name_of_its_own()
    {
        Assert.InRange(TrustCases.Regressions.Count, 140, 1000);
        Assert.InRange(TrustCases.Harmless.Count, 65, 1000);
        Assert.Distinct(TrustCases.Regressions.Concat(TrustCases.Harmless).Select(one => one.Name));
    }
}
