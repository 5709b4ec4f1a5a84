using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

/// <summary>How far two lifetimes may lie apart, at each edge.</summary>
public class LifetimeTests
{
    [Theory]
    [InlineData(60, 62, true)]
    [InlineData(60, 63, false)]
    [InlineData(100_000, 100_002, true)]
    [InlineData(100_000, 100_500, false)]
    public void Two_numbers_of_seconds_may_differ_by_what_rounding_makes(double one, double other, bool isLike)
    {
        Assert.Equal(isLike, new Lifetime(one, true).IsLike(new Lifetime(other, true)));
        Assert.Equal(isLike, new Lifetime(other, true).IsLike(new Lifetime(one, true)));
    }

    [Theory]
    [InlineData(60, 70, true)]
    [InlineData(60, 71, false)]
    [InlineData(100_000, 101_000, true)]
    [InlineData(100_000, 101_100, false)]
    public void Where_one_is_from_a_date_ten_seconds_or_a_hundredth_of_the_longer_one_is_nothing(double one, double other, bool isLike)
    {
        Assert.Equal(isLike, new Lifetime(one, false).IsLike(new Lifetime(other, false)));
        Assert.Equal(isLike, new Lifetime(one, true).IsLike(new Lifetime(other, false)));
        Assert.Equal(isLike, new Lifetime(other, true).IsLike(new Lifetime(one, false)));
    }

    [Fact]
    public void One_that_is_over_is_like_no_other_and_one_without_an_end_like_no_length()
    {
        Assert.False(new Lifetime(0, true).IsLike(new Lifetime(1, true)));
        Assert.False(Lifetime.Open.IsLike(new Lifetime(60, true)));
        Assert.True(Lifetime.Open.IsLike(Lifetime.Open));
        Assert.True(new Lifetime(0, true).IsLike(new Lifetime(-5, false)));
    }
}
