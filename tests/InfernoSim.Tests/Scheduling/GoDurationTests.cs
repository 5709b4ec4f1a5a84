using CsCheck;

namespace InfernoSim.Tests.Scheduling;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("+0", 0)]
    [InlineData("-0", 0)]
    [InlineData("0s", 0)]
    [InlineData("200ms", 2_000_000)]
    [InlineData("+200ms", 2_000_000)]
    [InlineData("-200ms", -2_000_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("1.s", 10_000_000)]
    [InlineData("5m", 3_000_000_000)]
    [InlineData("1h30m", 54_000_000_000)]
    [InlineData("1m0.5s", 605_000_000)]
    [InlineData("30m1h", 54_000_000_000)]
    [InlineData("100us", 1_000)]
    [InlineData("100\u00B5s", 1_000)]
    [InlineData("100\u03BCs", 1_000)]
    [InlineData("700ns", 7)]
    [InlineData("799ns", 7)]
    [InlineData("-799ns", -7)]
    [InlineData("50ns50ns", 1)]
    [InlineData("0.3333333333333333333h", 11_999_999_999)]
    [InlineData("2562047h47m16.854775807s", 92_233_720_368_547_758)]
    [InlineData("-2562047h47m16.854775808s", -92_233_720_368_547_758)]
    public void A_duration_has_the_ticks_that_Go_would_give_it(string text, long ticks)
    {
        Assert.Equal(TimeSpan.FromTicks(ticks), GoDuration.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("+")]
    [InlineData("1")]
    [InlineData("00")]
    [InlineData("1 s")]
    [InlineData(" 1s")]
    [InlineData("1s ")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1.2.3s")]
    [InlineData("--1s")]
    [InlineData("1s-1s")]
    [InlineData("1S")]
    [InlineData("1d")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("\u0661s")]
    [InlineData("2562047h47m16.854775808s")]
    [InlineData("-2562047h47m16.854775809s")]
    [InlineData("99999999999999999999999999999999999999999999s")]
    [InlineData("9223372036854775807h9223372036854775807h")]
    public void Anything_else_is_no_duration(string text)
    {
        Assert.False(GoDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.Zero, duration);
    }

    [Fact]
    public void The_message_names_the_value_and_gives_an_example()
    {
        var refused = Assert.Throws<ReplayConfigurationException>(() => GoDuration.Parse("5 minutes"));

        Assert.Contains("'5 minutes'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("200ms", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "100ns")]
    [InlineData(15, "1.5\u00B5s")]
    [InlineData(1_000, "100\u00B5s")]
    [InlineData(2_000_000, "200ms")]
    [InlineData(2_345_678, "234.5678ms")]
    [InlineData(15_000_000, "1.5s")]
    [InlineData(600_000_000, "1m0s")]
    [InlineData(605_000_000, "1m0.5s")]
    [InlineData(54_000_000_000, "1h30m0s")]
    [InlineData(36_000_000_000, "1h0m0s")]
    [InlineData(-15_000_000, "-1.5s")]
    public void A_duration_is_written_as_Go_writes_it(long ticks, string text)
    {
        Assert.Equal(text, GoDuration.Format(TimeSpan.FromTicks(ticks)));
    }

    [Fact]
    public void The_longest_and_shortest_time_spans_can_be_written()
    {
        Assert.Equal("256204778h48m5.4775807s", GoDuration.Format(TimeSpan.MaxValue));
        Assert.Equal("-256204778h48m5.4775808s", GoDuration.Format(TimeSpan.MinValue));
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        Gen.Long[-92_233_720_368_547_758, 92_233_720_368_547_758].Sample(ticks =>
            GoDuration.Parse(GoDuration.Format(TimeSpan.FromTicks(ticks))).Ticks == ticks);
    }
}
