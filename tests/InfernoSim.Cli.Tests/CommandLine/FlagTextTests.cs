using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Tests.CommandLine;

public sealed class FlagTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1048576", 1048576)]
    [InlineData("10B", 10)]
    [InlineData("1KiB", 1024)]
    [InlineData("64kib", 65536)]
    [InlineData("2 MiB", 2097152)]
    [InlineData("1GiB", 1073741824)]
    [InlineData("3KB", 3000)]
    [InlineData("1MB", 1000000)]
    public void A_size_has_the_units_people_write(string text, int bytes) => Assert.Equal(bytes, FlagText.ByteSize(text));

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("1.5MiB")]
    [InlineData("9999999999999999999")]
    [InlineData("9223372036854775807GiB")]
    public void What_is_no_size_is_refused(string text) => Assert.Throws<CliException>(() => FlagText.ByteSize(text));
}
