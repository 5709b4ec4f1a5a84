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
    [InlineData("500MB", 500_000_000)]
    [InlineData("10GiB", 10_737_418_240)]
    [InlineData("1", 1)]
    public void A_size_of_files_is_written_in_the_same_way_and_may_be_larger(string text, long bytes) => Assert.Equal(bytes, FlagText.FileSize(text));

    [Theory]
    [InlineData("0")]
    [InlineData("2000000GB")]
    public void What_files_cannot_have_is_refused(string text) =>
        Assert.Equal($"'{text}' is not a size from 1 to 1125899906842624 bytes; for example 500MB or 2GiB", Assert.Throws<CliException>(() => FlagText.FileSize(text)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("1.5MiB")]
    [InlineData("9999999999999999999")]
    [InlineData("9223372036854775807GiB")]
    public void What_is_no_size_is_refused(string text) => Assert.Throws<CliException>(() => FlagText.ByteSize(text));
}
