using System.Security.Cryptography;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class BodyComparerTests
{
    private const string RecordedId = "0af7651916cd43dd8448eb211c80319c";
    private const string ReplayedId = "aaaabbbbccccddddeeeeffff00001111";

    private static readonly TraceNoise Noise = new(OwnIds.Of(RecordedId), OwnIds.Of(ReplayedId));

    [Theory]
    [InlineData("""{"a":1,"b":{"c":[1,2]}}""", """ { "b" : { "c" : [ 1 , 2 ] } , "a" : 1 } """)]
    [InlineData("""{"a":1.0,"b":1e2,"c":-0}""", """{"a":1,"b":100,"c":0.0}""")]
    [InlineData("""{"\u0061":"\u00e9\ud83d\ude00\/"}""", "{\"a\":\"\u00E9\U0001F600/\"}")]
    [InlineData("""{"a":1,"b":2,"a":3}""", """{"b":2,"a":1,"a":3}""")]
    [InlineData("[]", " [ ] ")]
    [InlineData("null", " null ")]
    [InlineData("12345678901234567890123456789012345678901234567890.10", "1234567890123456789012345678901234567890123456789010E-2")]
    public void Json_that_says_the_same_is_equal(string expected, string actual)
    {
        Assert.Null(Compare("application/json", expected, actual));
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", "/b", "2", "(absent)")]
    [InlineData("""{"a":1}""", """{"b":2,"a":1}""", "/b", "(absent)", "2")]
    [InlineData("""{"a":1,"b":2}""", """{"c":3,"b":9}""", "/a", "1", "(absent)")]
    [InlineData("""{"b":2,"a":1}""", """{"a":5,"b":6}""", "/b", "2", "6")]
    [InlineData("""{"price":12.5}""", """{"price":"12.5"}""", "/price", "12.5", "\"12.5\"")]
    [InlineData("""{"a":true}""", """{"a":false}""", "/a", "true", "false")]
    [InlineData("""{"a":null}""", """{}""", "/a", "null", "(absent)")]
    [InlineData("""{"items":[{"id":1},{"id":2}]}""", """{"items":[{"id":1},{"id":3}]}""", "/items/1/id", "2", "3")]
    [InlineData("""{"items":[1,2,3]}""", """{"items":[1,2]}""", "/items", "3 elements: [1,2,3]", "2 elements: [1,2]")]
    [InlineData("""[1,2]""", """[2,1]""", "/0", "1", "2")]
    [InlineData("""{"a/b":{"m~n":1}}""", """{"a/b":{"m~n":2}}""", "/a~1b/m~0n", "1", "2")]
    [InlineData("""{"":1}""", """{"":2}""", "/", "1", "2")]
    [InlineData("""{"a":1,"a":2}""", """{"a":1,"a":3}""", "/a", "2", "3")]
    [InlineData("""{"a":1,"a":2}""", """{"a":1}""", "/a", "2", "(absent)")]
    [InlineData("1", "[1]", "", "1", "[1]")]
    [InlineData("9007199254740993", "9007199254740992", "", "9007199254740993", "9007199254740992")]
    [InlineData("1e400", "1e401", "", "1e400", "1e401")]
    [InlineData("0.1", "0.10000000000000001", "", "0.1", "0.10000000000000001")]
    [InlineData("""{"a":"x\ny"}""", """{"a":"x y"}""", "/a", "\"x\\ny\"", "\"x y\"")]
    [InlineData("""{"a":1}""", "oops", "", "JSON: {\"a\":1}", "not JSON: oops")]
    [InlineData("""{"a":1}""", "", "", "JSON: {\"a\":1}", "(empty)")]
    [InlineData("oops", """{"a":1}""", "", "not JSON: oops", "JSON: {\"a\":1}")]
    [InlineData("""{"a":1}""", "\u0000\u0001", "", "JSON: {\"a\":1}", "not JSON: 2 bytes")]
    [InlineData("""[[1]]""", """[[1,2]]""", "/0", "1 element: [1]", "2 elements: [1,2]")]
    [InlineData("""{"a":"[REDACTED]"}""", """{"a":"x"}""", "/a", "\"[REDACTED]\"", "\"x\"")]
    public void The_first_difference_of_json_is_located_by_its_pointer(string expected, string actual, string location, string was, string got)
    {
        Assert.Equal(new BodyDifference(location, was, got), Compare("application/json", expected, actual));
    }

    [Fact]
    public void Long_values_are_shown_from_shortly_before_they_differ()
    {
        string same = new('x', 1000);

        BodyDifference? difference = Compare("application/json", $$"""{"a":"{{same}}one"}""", $$"""{"a":"{{same}}two{{same}}"}""");

        Assert.Equal("/a", difference?.Location);
        Assert.Equal("…" + new string('x', 40) + "one\"", difference?.Expected);
        Assert.StartsWith("…" + new string('x', 40) + "two", difference?.Got, StringComparison.Ordinal);
        Assert.True(difference?.Got.Length < 130);
    }

    [Fact]
    public void A_great_object_in_another_order_is_compared_in_reasonable_time()
    {
        string[] members = [.. Enumerable.Range(0, 50_000).Select(i => $"\"k{i}\":{i}")];

        BodyDifference? same = Compare("application/json", $"{{{string.Join(',', members)}}}", $"{{{string.Join(',', members.Reverse())}}}");

        Assert.Null(same);
    }

    [Fact]
    public void Json_nested_beyond_measure_is_compared_as_text()
    {
        string deep = new string('[', 10_000) + new string(']', 10_000);

        Assert.Null(Compare("application/json", deep, deep));
        Assert.Equal("line 1, column 20001", Compare("application/json", deep, deep + " ")?.Location);
    }

    [Theory]
    [InlineData("one\ntwo\nthree", "one\ntwö\nthree", "line 2, column 3", "two\\n", "twö\\n")]
    [InlineData("one\r\ntwo", "one\ntwo", "line 1, column 4", "one\\r\\n", "one\\n")]
    [InlineData("one\n", "one\ntwo", "line 2, column 1", "(end of text)", "two")]
    [InlineData("", "one", "line 1, column 1", "(end of text)", "one")]
    public void The_first_difference_of_text_is_located_by_line_and_column(string expected, string actual, string location, string was, string got)
    {
        Assert.Equal(new BodyDifference(location, was, got), Compare("text/plain", expected, actual));
    }

    [Fact]
    public void The_first_difference_of_bytes_is_located_by_its_offset()
    {
        BodyContent expected = Content("application/octet-stream", [0, 1, 2, 0xFE]);

        Assert.Equal(
            new BodyDifference("byte 2", "0x02 of 4 bytes", "0xff of 3 bytes"),
            BodyComparer.Compare(expected, Content("application/octet-stream", [0, 1, 0xFF]), TraceNoise.None));
        Assert.Equal(
            new BodyDifference("byte 4", "the end after 4 bytes", "0x00 of 5 bytes"),
            BodyComparer.Compare(expected, Content("application/octet-stream", [0, 1, 2, 0xFE, 0]), TraceNoise.None));
    }

    [Fact]
    public void Forms_are_compared_by_the_values_of_each_name()
    {
        const string Form = "application/x-www-form-urlencoded";

        Assert.Null(Compare(Form, "a=1&b=2&a=3", "b=2&a=1&a=3"));
        Assert.Equal(new BodyDifference("/a", "1", "3"), Compare(Form, "a=1&b=2&a=3", "b=2&a=3&a=1"));
        Assert.Equal(new BodyDifference("/b", "2", "9"), Compare(Form, "a=1&b=2", "b=9&a=1"));
        Assert.Equal(new BodyDifference("/c", "(absent)", "x y"), Compare(Form, "a=1", "a=1&c=x+y"));
        Assert.Equal(new BodyDifference("/a", "1", "(absent)"), Compare(Form, "a=1&a=1", "a=1"));
        Assert.Equal(new BodyDifference("/", "b", "c"), Compare(Form, "=b", "=c"));
        Assert.Null(Compare(Form, "a&b=1", "b=1&a="));
        Assert.Null(Compare(Form, "=a", "&=a&"));
        Assert.Equal(new BodyDifference("/a", "(absent)", ""), Compare(Form, "b=1", "a&b=1"));
    }

    [Fact]
    public void A_form_with_the_exchanges_own_ids_is_compared_for_the_rest()
    {
        const string Form = "application/x-www-form-urlencoded";

        Assert.Null(Compare(Form, $"a={RecordedId}&b=1", $"b=1&a={ReplayedId}", Noise));
        Assert.Equal("/a", Compare(Form, $"a={RecordedId}-1", $"a={ReplayedId}-2", Noise)?.Location);
    }

    [Fact]
    public void A_text_with_the_exchanges_own_ids_is_compared_for_the_rest()
    {
        Assert.Null(Compare("text/plain", $"{RecordedId} one", $"{ReplayedId} one", Noise));
        Assert.NotNull(Compare("text/plain", $"{RecordedId} one", $"{ReplayedId} two", Noise));
    }

    [Fact]
    public void All_differences_are_found_once_up_to_the_limit()
    {
        const string Expected = """{"a":1,"b":2,"c":3,"d":{"e":4,"f":5}}""";
        const string Actual = """{"d":{"f":6,"e":7},"c":9,"b":2,"x":0,"y":0}""";

        Assert.Equal(["/a", "/c", "/d/e", "/d/f", "/x", "/y"], Locations(Expected, Actual, 10));
        Assert.Equal(["/a", "/c", "/d/e"], Locations(Expected, Actual, 3));
        Assert.Equal(["/a", "/c", "/d/e", "/d/f", "/x"], Locations(Expected, Actual, 5));
        Assert.Equal(["/a", "/b"], Locations("""{"a":1,"b":2,"c":3}""", """{"a":0,"b":0,"c":0}""", 2));
    }

    [Theory]
    [InlineData("application/json", "text/plain", true)]
    [InlineData("multipart/mixed; boundary=a", "multipart/mixed;boundary=a", true)]
    [InlineData("multipart/mixed; boundary=a", "multipart/mixed; boundary=b", false)]
    public void Bytes_are_read_alike_unless_the_boundary_is_another(string expected, string actual, bool areSame)
    {
        Assert.Equal(areSame, BodyComparer.AreSameBytes(Content(expected, "x"u8.ToArray()), Content(actual, "x"u8.ToArray())));
    }

    [Fact]
    public void A_form_and_a_text_are_compared_as_text()
    {
        BodyContent form = Content("application/x-www-form-urlencoded", "a=1&b=2"u8.ToArray());
        BodyContent text = Content("text/plain", "b=2&a=1"u8.ToArray());

        Assert.Equal("line 1, column 1", BodyComparer.Compare(form, text, TraceNoise.None)?.Location);
        Assert.Equal("line 1, column 1", BodyComparer.Compare(text, form, TraceNoise.None)?.Location);
    }

    [Fact]
    public void Of_a_truncated_body_without_a_hash_length_and_prefix_are_compared()
    {
        var recorded = RecordedBody.FromBytes("one\ntwo"u8.ToArray(), 13, sha256: null, truncated: true);
        var expected = BodyContent.Of(recorded, HeaderMap.Of(("Content-Type", "text/plain")));

        Assert.Null(BodyComparer.Compare(expected, Content("text/plain", "one\ntwo\nthrew"u8.ToArray()), TraceNoise.None));
        Assert.Equal("line 2, column 2", BodyComparer.Compare(expected, Content("text/plain", "one\ntoo\nthree"u8.ToArray()), TraceNoise.None)?.Location);
        Assert.Equal(
            new BodyDifference("", "13 bytes", "14 bytes"),
            BodyComparer.Compare(expected, Content("text/plain", "one\ntwo\nthree!"u8.ToArray()), TraceNoise.None));
    }

    [Fact]
    public void The_exchanges_own_ids_make_no_difference()
    {
        static string Problem(string id, string span, string flags) => $$"""{"status":500,"traceId":"00-{{id}}-{{span}}-{{flags}}","at":"{{id}}"}""";

        string expected = Problem(RecordedId, "1111111111111111", "00");
        string actual = Problem(ReplayedId, "2222222222222222", "01");

        Assert.Null(Compare("application/problem+json", expected, actual, Noise));
        Assert.Null(Compare("text/plain", expected, actual, Noise));
        Assert.Equal("/traceId", Compare("application/problem+json", expected, actual)?.Location);
    }

    [Fact]
    public void An_id_of_another_exchange_is_a_difference()
    {
        string foreign = new('f', 32);

        Assert.Equal("/t", Compare("application/json", $$"""{"t":"{{RecordedId}}"}""", $$"""{"t":"{{foreign}}"}""", Noise)?.Location);
        Assert.Equal("/t", Compare("application/json", $$"""{"t":"{{foreign}}"}""", $$"""{"t":"{{ReplayedId}}"}""", Noise)?.Location);
        Assert.Equal("/t", Compare("application/json", $$"""{"t":"a {{RecordedId}}"}""", $$"""{"t":"b {{ReplayedId}}"}""", Noise)?.Location);
    }

    [Fact]
    public void An_id_that_is_suddenly_written_in_another_form_is_a_difference()
    {
        Assert.Equal(
            "/t",
            Compare("application/json", $$"""{"t":"00-{{RecordedId}}-1111111111111111-00"}""", $$"""{"t":"{{ReplayedId}}"}""", Noise)?.Location);
    }

    [Fact]
    public void An_id_hidden_by_escapes_is_still_masked()
    {
        string escaped = "\\u0061" + ReplayedId[1..];

        Assert.Null(Compare("application/json", $$"""{"t":"{{RecordedId}}"}""", $$"""{"t":"{{escaped}}"}""", Noise));
    }

    [Fact]
    public void Of_a_truncated_body_length_and_hash_are_compared()
    {
        byte[] whole = Encoding.UTF8.GetBytes("one\ntwo\nthree");
        var recorded = RecordedBody.FromBytes(whole.AsMemory(0, 7), whole.Length, Convert.ToHexStringLower(SHA256.HashData(whole)), truncated: true);
        var expected = BodyContent.Of(recorded, HeaderMap.Of(("Content-Type", "text/plain")));

        Assert.Null(BodyComparer.Compare(expected, Content("text/plain", whole), TraceNoise.None));
        Assert.Equal("line 2, column 2", BodyComparer.Compare(expected, Content("text/plain", "one\ntoo\nthree"u8.ToArray()), TraceNoise.None)?.Location);

        BodyDifference? beyond = BodyComparer.Compare(expected, Content("text/plain", "one\ntwo\nthrew"u8.ToArray()), TraceNoise.None);
        Assert.Equal("", beyond?.Location);
        Assert.StartsWith("13 bytes, SHA-256 ", beyond?.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_redacted_value_stands_for_any()
    {
        var recorded = RecordedBody.FromBytes("""{"token":"[REDACTED]","a":1}"""u8.ToArray(), redacted: true);
        var expected = BodyContent.Of(recorded, HeaderMap.Of(("Content-Type", "application/json")));

        Assert.Null(BodyComparer.Compare(expected, Content("application/json", """{"a":1,"token":"s3cret"}"""u8.ToArray()), TraceNoise.None));
        Assert.Equal("/token", BodyComparer.Compare(expected, Content("application/json", """{"a":1}"""u8.ToArray()), TraceNoise.None)?.Location);
        Assert.Equal("/a", BodyComparer.Compare(expected, Content("application/json", """{"a":2,"token":"s3cret"}"""u8.ToArray()), TraceNoise.None)?.Location);

        var kept = BodyContent.Of(RecordedBody.FromBytes("""{"token":"[REDACTED]","b":"x"}"""u8.ToArray(), redacted: true), HeaderMap.Of(("Content-Type", "application/json")));
        Assert.Equal("/b", BodyComparer.Compare(kept, Content("application/json", """{"token":"s3cret","b":"y"}"""u8.ToArray()), TraceNoise.None)?.Location);
    }

    [Theory]
    [InlineData("application/json", """{"a":1}""")]
    [InlineData("text/plain", "plain")]
    public void Content_that_does_not_decode_as_its_encoding_says_is_not_the_same_content(string type, string content)
    {
        var plain = BodyContent.Of(Encoding.UTF8.GetBytes(content), HeaderMap.Of(("Content-Type", type)));
        var announced = BodyContent.Of(Encoding.UTF8.GetBytes(content), HeaderMap.Of(("Content-Type", type), ("Content-Encoding", "GZIP")));

        BodyDifference? difference = BodyComparer.Compare(plain, announced, TraceNoise.None);

        Assert.Equal(new BodyDifference("", $"{content.Length} bytes of content", $"{content.Length} bytes that do not decode as gzip"), difference);
        Assert.Null(BodyComparer.Compare(announced, announced, TraceNoise.None));
        Assert.NotEqual(BodyDigest.Hash128(plain, OwnIds.None), BodyDigest.Hash128(announced, OwnIds.None));
    }

    private static string[] Locations(string expected, string actual, int limit) =>
        [.. BodyComparer.Differences(Content("application/json", Encoding.UTF8.GetBytes(expected)), Content("application/json", Encoding.UTF8.GetBytes(actual)), TraceNoise.None, limit).Select(difference => difference.Location)];

    private static BodyDifference? Compare(string type, string expected, string actual, TraceNoise? noise = null) =>
        BodyComparer.Compare(Content(type, Encoding.UTF8.GetBytes(expected)), Content(type, Encoding.UTF8.GetBytes(actual)), noise ?? TraceNoise.None);

    private static BodyContent Content(string type, byte[] bytes) => BodyContent.Of(bytes, HeaderMap.Of(("Content-Type", type)));
}
