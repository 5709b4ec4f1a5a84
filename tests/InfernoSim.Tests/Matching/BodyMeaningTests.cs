using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

/// <summary>What a receiver makes of a body beside its bytes, and all that differs in it.</summary>
public class BodyMeaningTests
{
    private const string Nested =
        "--OUT\r\nContent-Type: text/plain\r\n\r\nfirst\r\n"
        + "--OUT\r\nContent-Disposition: form-data; name=files\r\nContent-Type: multipart/mixed;\r\n\tBoundary=QIN\r\n\r\n"
        + "--IN\r\nContent-Type: image/png\r\n\r\nVALUE\r\n--IN--\r\n--OUT--\r\n";

    [Theory]
    [InlineData("o1", "i1", "\"i1\"", "png", "o2", "i2", "i2", "png", true)]
    [InlineData("o1", "i1", "i1", "png", "o1", "i2", "\"i2\"", "png", true)]
    [InlineData("o1", "i1", "i1", "png", "o2", "i2", "i2", "jpg", false)]
    [InlineData("o1", "i1", "i1", "png", "o2", "i2", "i3", "png", false)]
    [InlineData("o1", "i1", "i1", "png", "o2", "i2", "", "png", false)]
    public void Boundaries_of_parts_inside_of_parts_are_made_up_too(
        string outer, string inner, string named, string value, string otherOuter, string otherInner, string otherNamed, string otherValue, bool isSame)
    {
        BodyContent expected = Multi(outer, outer, inner, named, value);
        BodyContent actual = Multi(otherOuter, otherOuter, otherInner, otherNamed, otherValue);

        Assert.Equal(isSame, BodyComparer.Compare(expected, actual, TraceNoise.None) is null);
        Assert.Equal(isSame, BodyDigest.Hash128(expected, OwnIds.None) == BodyDigest.Hash128(actual, OwnIds.None));
    }

    [Theory]
    [InlineData("see --one here", "")]
    [InlineData("see this", "--one\r\n")]
    public void What_reads_as_a_boundary_in_a_line_or_behind_the_end_is_said_by_the_sender(string said, string behind)
    {
        BodyContent Bounded(string boundary) => Content(
            $"multipart/form-data; boundary={boundary}",
            Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=a\r\n\r\n{said}\r\n--{boundary}--\r\n{behind}"));

        Assert.Null(BodyComparer.Compare(Bounded("one"), Bounded("two"), TraceNoise.None));
        Assert.Equal(BodyDigest.Hash128(Bounded("one"), OwnIds.None), BodyDigest.Hash128(Bounded("two"), OwnIds.None));
    }

    [Theory]
    [InlineData("o1", "o2")]
    [InlineData("o1", "")]
    public void A_header_that_names_another_boundary_than_the_body_has_is_a_difference(string named, string otherNamed)
    {
        Assert.NotNull(BodyComparer.Compare(Multi(named, "o1", "i", "i", "x"), Multi(otherNamed, "o1", "i", "i", "x"), TraceNoise.None));
        Assert.NotNull(BodyComparer.Compare(Multi(named, "o1", "i", "i", "x"), Multi(otherNamed, "o3", "i", "i", "x"), TraceNoise.None));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/problem+json; charset=utf-8")]
    [InlineData(null)]
    public void A_byte_order_mark_before_JSON_is_a_difference(string? type)
    {
        BodyContent without = Content(type, """{"a":1}"""u8.ToArray());
        BodyContent with = Content(type, [0xEF, 0xBB, 0xBF, .. """{"a":1}"""u8]);

        Assert.Equal(
            new BodyDifference("", "JSON without a byte order mark", "JSON after a byte order mark"),
            BodyComparer.Compare(without, with, TraceNoise.None));
        Assert.NotNull(BodyComparer.Compare(with, without, TraceNoise.None));
        Assert.Null(BodyComparer.Compare(with, Content(type, [0xEF, 0xBB, 0xBF, .. """{ "a": 1.0 }"""u8]), TraceNoise.None));
    }

    [Theory]
    [InlineData("application/json", """{"a":1,"b":{"c":[1,2]},"d":4}""", """{"b":{"c":[1,3]},"d":5,"e":6}""", "/a", "/b/c/1", "/d", "/e")]
    [InlineData("application/json", """{"a":1,"b":2}""", """{"a":2,"b":3}""", "/a", "/b")]
    [InlineData("application/json", """[{"x/y":1},2]""", """[{"x/y":2},3]""", "/0/x~1y", "/1")]
    [InlineData("application/json", """{"a":[1,2],"b":1}""", """{"a":[1],"b":2}""", "/a", "/b")]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=2&c=3", "b=9&c=4&d=1", "/a", "/b", "/c", "/d")]
    [InlineData("text/csv", "a;1\nb;2\nc;3", "a;1\nb;9\nc;4", "line 2, column 3", "line 3, column 3")]
    [InlineData("text/csv", "a;1\nb;2\nc;3", "a;2\nb;9", "line 1, column 3")]
    [InlineData("application/octet-stream", "\0a\0b", "\0c\0d", "byte 1")]
    public void All_that_differs_is_found_in_order(string type, string expected, string actual, params string[] locations)
    {
        IReadOnlyList<BodyDifference> differences = BodyComparer.Differences(
            Content(type, Encoding.UTF8.GetBytes(expected)), Content(type, Encoding.UTF8.GetBytes(actual)), TraceNoise.None, 10);

        Assert.Equal(locations, differences.Select(difference => difference.Location));
        Assert.Equal(differences[0], BodyComparer.Compare(Content(type, Encoding.UTF8.GetBytes(expected)), Content(type, Encoding.UTF8.GetBytes(actual)), TraceNoise.None));
    }

    [Fact]
    public void No_more_are_looked_for_than_are_asked_for()
    {
        byte[] expected = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(1, 100))}]");
        byte[] actual = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(2, 100))}]");

        Assert.Equal(10, BodyComparer.Differences(Content("application/json", expected), Content("application/json", actual), TraceNoise.None, 10).Count);
    }

    private static BodyContent Multi(string named, string outer, string inner, string innerNamed, string value) => Content(
        named.Length == 0 ? "multipart/form-data" : $"multipart/form-data; boundary={named}",
        Encoding.UTF8.GetBytes(Nested
            .Replace("OUT", outer, StringComparison.Ordinal)
            .Replace("QIN", innerNamed, StringComparison.Ordinal)
            .Replace("IN", inner, StringComparison.Ordinal)
            .Replace("VALUE", value, StringComparison.Ordinal)));

    private static BodyContent Content(string? type, byte[] bytes) =>
        BodyContent.Of(bytes, type is null ? HeaderMap.Empty : HeaderMap.Of(("Content-Type", type)));
}
