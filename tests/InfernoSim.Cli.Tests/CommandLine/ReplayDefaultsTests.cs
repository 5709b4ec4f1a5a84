using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using InfernoSim.Cli.Replaying;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Tests.CommandLine;

public sealed class ReplayDefaultsTests
{
    [Fact]
    public void Without_flags_the_engine_is_asked_for_its_own_defaults()
    {
        var request = (ReplayInvocation)CommandLines.Read(["replay"]);

        Assert.Equal(CommandLines.Properties(new ReplayOptions()), CommandLines.Properties(request.Options));
    }

    [Fact]
    public void Without_flags_the_addresses_are_the_documented_ones()
    {
        var request = (ReplayInvocation)CommandLines.Read(["replay"]);

        Assert.Equal(
            (".", "http://localhost:18080/", "127.0.0.1:19000", "127.0.0.1:9000"),
            (request.Incident, request.TargetBase.ToString(), request.Servers.StubListen.ToString(), request.Servers.StubCompatListen?.ToString()));
    }

    [Theory]
    [InlineData("--runs", nameof(ReplayOptions.Runs))]
    [InlineData("--fanout", nameof(ReplayOptions.Fanout))]
    [InlineData("--max-events", nameof(ReplayOptions.MaxEvents))]
    [InlineData("--time-scale", nameof(ReplayOptions.TimeScale))]
    [InlineData("--density", nameof(ReplayOptions.Density))]
    public void A_flag_takes_the_range_of_its_option_and_no_more(string flag, string property)
    {
        RangeAttribute range = typeof(ReplayOptions).GetProperty(property)!.GetCustomAttribute<RangeAttribute>()!;
        (decimal least, decimal most) = (Convert.ToDecimal(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDecimal(range.Maximum, CultureInfo.InvariantCulture));

        CommandLines.Read(["replay", $"{flag}={least}"]);
        CommandLines.Read(["replay", $"{flag}={most}"]);

        Assert.StartsWith($"{flag}: '{least - 1}' is not a", CommandLines.Mistake("replay", $"{flag}={least - 1}"), StringComparison.Ordinal);
        Assert.StartsWith($"{flag}: '{most + 1}' is not a", CommandLines.Mistake("replay", $"{flag}={most + 1}"), StringComparison.Ordinal);
    }
}
