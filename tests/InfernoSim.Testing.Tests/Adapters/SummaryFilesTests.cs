using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.Tests.Adapters;

public sealed class SummaryFilesTests
{
    [Fact]
    public void Two_tests_of_a_run_never_share_a_file()
    {
        string first = SummaryFiles.Write("Shop.Checkout.Survives(\"a/b\")", "summary.txt", "first");
        string second = SummaryFiles.Write("Shop.Checkout.Survives('a*b')", "summary.txt", "second");

        Assert.Equal("first", File.ReadAllText(first));
        Assert.Equal("second", File.ReadAllText(second));
        Assert.StartsWith("Shop.Checkout.Survives--a-b--", Path.GetFileName(first), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_too_long_for_a_file_is_cut_and_stays_its_own()
    {
        string first = SummaryFiles.Write(new string('x', 300) + "1", "summary.txt", "first");
        string second = SummaryFiles.Write(new string('x', 300) + "2", "summary.txt", "second");

        Assert.NotEqual(first, second);
        Assert.InRange(Path.GetFileName(first).Length, 100, 255);
    }
}
