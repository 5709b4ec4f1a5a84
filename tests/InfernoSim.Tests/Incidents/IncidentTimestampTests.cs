using CsCheck;
using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

public class IncidentTimestampTests
{
    [Fact]
    public void Every_nanosecond_is_written_and_read_back() =>
        Gen.Long.Sample(nanoseconds =>
        {
            var timestamp = new IncidentTimestamp(nanoseconds);

            Assert.True(IncidentTimestamp.TryParse(timestamp.ToString(), out IncidentTimestamp read), timestamp.ToString());
            Assert.Equal(timestamp, read);
        });

    [Fact]
    public void It_agrees_with_DateTimeOffset_to_the_tick() =>
        Gen.Select(Gen.DateTime[new DateTime(1700, 1, 1), new DateTime(2260, 1, 1)], Gen.Int[-14 * 60, 14 * 60]).Sample((time, offset) =>
        {
            var instant = new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeSpan.FromMinutes(offset));

            Assert.Equal(instant.ToUniversalTime(), IncidentTimestamp.FromDateTimeOffset(instant).ToDateTimeOffset());
            Assert.True(IncidentTimestamp.TryParse(instant.ToString("O"), out IncidentTimestamp parsed));
            Assert.Equal(IncidentTimestamp.FromDateTimeOffset(instant), parsed);
        });

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:00.000000001Z", 1)]
    [InlineData("1970-01-01t00:00:00.5z", 500_000_000)]
    [InlineData("1970-01-01T01:30:00+01:30", 0)]
    [InlineData("1969-12-31T23:00:00-01:00", 0)]
    [InlineData("1970-01-01T00:00:00.1234567899999Z", 123_456_789)]
    [InlineData("1969-12-31T23:59:59.999999999Z", -1)]
    public void It_reads_every_form_of_RFC_3339(string text, long nanoseconds)
    {
        bool read = IncidentTimestamp.TryParse(text, out IncidentTimestamp timestamp);

        Assert.True(read);
        Assert.Equal(nanoseconds, timestamp.UnixNanoseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026")]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23T18:33:15")]
    [InlineData("2026-11-23 18:33:15Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-11-23T24:00:00Z")]
    [InlineData("2026-11-23T18:33:15.Z")]
    [InlineData("2026-11-23T18:33:15,5Z")]
    [InlineData("2026-11-23T18:33:15+0100")]
    [InlineData("2026-11-23T18:33:15Z ")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("2300-01-01T00:00:00Z")]
    [InlineData("2026-11-23T18:33:15.123456789012345678901234567890123456789012345678901234567890Z")]
    public void It_refuses_what_is_not_a_time_it_can_hold(string text) =>
        Assert.False(IncidentTimestamp.TryParse(text, out _));

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(100_000_000, "1970-01-01T00:00:00.1Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    public void It_is_written_as_Go_writes_RFC3339Nano(long nanoseconds, string text) =>
        Assert.Equal(text, new IncidentTimestamp(nanoseconds).ToString());

    [Fact]
    public void A_time_before_1970_is_rounded_down_to_the_tick() =>
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), new IncidentTimestamp(-1).ToDateTimeOffset());
}
