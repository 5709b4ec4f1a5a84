using InfernoSim.Measuring;
using MathNet.Numerics.Distributions;

namespace InfernoSim.Tests.Measuring;

/// <summary>The table beside a library for statistics.</summary>
public class QuantilesTests
{
    [Fact]
    public void Those_of_the_normal_distribution_are_the_librarys()
    {
        Assert.Equal(Quantiles.Normal975, Normal.InvCDF(0, 1, 0.975), 9);
        Assert.Equal(Quantiles.Normal99, Normal.InvCDF(0, 1, 0.99), 9);
        Assert.Equal(Quantiles.Normal999, Normal.InvCDF(0, 1, 0.999), 9);
    }

    [Fact]
    public void Those_of_Students_t_are_the_librarys_from_one_degree_of_freedom_on()
    {
        foreach (int degrees in Enumerable.Range(1, 200).Append(1_000).Append(100_000))
        {
            Assert.Equal(StudentT.InvCDF(0, 1, degrees, 0.975), Quantiles.StudentT975(degrees), tolerance: 0.0001);
            Assert.Equal(StudentT.InvCDF(0, 1, degrees, 0.99), Quantiles.StudentT99(degrees), tolerance: 0.0001);
            Assert.Equal(StudentT.InvCDF(0, 1, degrees, 0.999), Quantiles.StudentT999(degrees), tolerance: 0.0002);
        }
    }

    [Fact]
    public void There_are_none_without_a_degree_of_freedom() => Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.StudentT99(0));
}
