using InfernoSim.LiveState;

namespace InfernoSim.Tests.LiveState;

/// <summary>Times in texts: which are read, and how another is written in their form.</summary>
public sealed class WrittenTimeTests
{
    [Theory]
    [InlineData("2026-11-29T17:23:48.1234567Z", "2027-01-02T03:04:05.7654321Z")]
    [InlineData("2026-11-29 17:23:48.1234567", "2027-01-02 03:04:05.7654321")]
    [InlineData("2026-11-29T19:23:48.123+02:00", "2027-01-02T05:04:05.765+02:00")]
    [InlineData("2026-11-29 19:23:48.123456+02", "2027-01-02 05:04:05.765432+02")]
    [InlineData("2026-11-29T19%3A23%3A48%2B02%3A30", "2027-01-02T05%3A34%3A05%2B02%3A30")]
    [InlineData("2026-11-29T17%3A23%3A48Z", "2027-01-02T03%3A04%3A05Z")]
    [InlineData("2026-11-29T12:23:48,5-0500", "2027-01-01T22:04:05,7-0500")]
    [InlineData("Sun, 29 Nov 2026 17:23:48 GMT", "Sat, 02 Jan 2027 03:04:05 GMT")]
    [InlineData("20261129T172348Z", "20270102T030405Z")]
    [InlineData("1795973028", "1798859045")]
    [InlineData("1795973028.12", "1798859045.76")]
    [InlineData("1795973028123", "1798859045765")]
    [InlineData("1795973028123456", "1798859045765432")]
    [InlineData("639315698281234567", "639344558457654321")]
    [InlineData("08df3f5d1fc6a287", "08df687d0ff28c31")]
    public void A_time_is_written_as_another_one_is(string text, string expected)
    {
        WrittenTime other = Only("2027-01-02T03:04:05.7654321Z");
        WrittenTime time = Only($"before {text}, after");

        string written = time.Write(other, time.Digits);

        Assert.Equal(text, time.Text);
        Assert.Equal((time.Form, text.Length), (Only(written).Form, written.Length));
        Assert.Equal(expected, written);
    }

    [Theory]
    [InlineData("2026-11-29")]
    [InlineData("2026-11-29T17:23")]
    [InlineData("2026-13-29T17:23:48Z")]
    [InlineData("order-1795973028")]
    [InlineData("17959730281")]
    [InlineData("9795973028123")]
    [InlineData("v1.1795973028x")]
    [InlineData("0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34")]
    public void What_is_no_moment_is_none(string text) => Assert.Empty(WrittenTime.In(text));

    [Fact]
    public void Times_are_the_same_as_far_as_the_less_exact_one_tells()
    {
        WrittenTime exact = Only("2026-11-29T17:23:48.1234567Z");

        Assert.True(exact.IsSameAs(Only("2026-11-29 17:23:48.1234567")));
        Assert.True(exact.IsSameAs(Only("2026-11-29T18:23:48.123456+01:00")));
        Assert.True(exact.IsSameAs(Only("Sun, 29 Nov 2026 17:23:48 GMT")));
        Assert.False(exact.IsSameAs(Only("2026-11-29T17:23:48.1234568Z")));
        Assert.False(exact.IsSameAs(Only("2026-11-29T17:23:50Z")));
    }

    private static WrittenTime Only(string text) => Assert.Single(WrittenTime.In(text)).Time;
}
