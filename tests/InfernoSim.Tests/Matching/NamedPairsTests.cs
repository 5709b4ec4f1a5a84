using System.Buffers;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class NamedPairsTests
{
    [Theory]
    [InlineData("a=1&b=2", "b=2&a=1")]
    [InlineData("a=1&&", "a=1")]
    [InlineData("a+b=%41", "a%20b=A")]
    [InlineData("", "&")]
    public void Queries_that_say_the_same_are_equal_and_so_are_their_keys(string expected, string actual)
    {
        Assert.Null(NamedPairs.OfQuery(expected).DifferenceTo(NamedPairs.OfQuery(actual)));
        Assert.Equal(Canonical(expected), Canonical(actual));
    }

    [Theory]
    [InlineData("a", "a=")]
    [InlineData("a=1", "b=1")]
    [InlineData("a=1", "a=2")]
    [InlineData("=1", "=2")]
    [InlineData("=1", "1")]
    [InlineData("ab=c", "a=bc")]
    [InlineData("a=1&a=2", "a=2&a=1")]
    [InlineData("a=1", "a=1&a=1")]
    public void Queries_that_say_something_else_differ_and_so_do_their_keys(string expected, string actual)
    {
        Assert.NotNull(NamedPairs.OfQuery(expected).DifferenceTo(NamedPairs.OfQuery(actual)));
        Assert.NotEqual(Canonical(expected), Canonical(actual));
    }

    private static byte[] Canonical(string query)
    {
        var to = new ArrayBufferWriter<byte>();
        NamedPairs.OfQuery(query).AppendCanonical(to);
        return to.WrittenSpan.ToArray();
    }
}
