using System.Text;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Tests.Noise;

public sealed class JsonPathTests
{
    private const string Document = """{"a":1,"b":{"a":2,"c d":[10,20,30,{"a":3}],"é":4},"":5,"x'y":6,"$ref":7}""";

    [Theory]
    [InlineData("$.a", "1")]
    [InlineData("$['a']", "1")]
    [InlineData("$[\"a\"]", "1")]
    [InlineData("$.b.a", "2")]
    [InlineData("$.b['c d'][0]", "10")]
    [InlineData("$.b['c d'][-1].a", "3")]
    [InlineData("$.b['c d'][9]", "")]
    [InlineData("$.b['c d'][-9]", "")]
    [InlineData("$.b['c d'][1:3]", "20 30")]
    [InlineData("$.b['c d'][:-2]", "10 20")]
    [InlineData("$.b['c d'][ 2 : ]", "30 {\"a\":3}")]
    [InlineData("$.b['c d'][*].a", "3")]
    [InlineData("$.b['c d'].*.a", "3")]
    [InlineData("$..a", "1 2 3")]
    [InlineData("$..[0]", "10")]
    [InlineData("$.b..a", "2 3")]
    [InlineData("$.b.é", "4")]
    [InlineData("$['']", "5")]
    [InlineData(@"$['x\'y']", "6")]
    [InlineData(@"$[""x'y""]", "6")]
    [InlineData(@"$['\u0061']", "1")]
    [InlineData("$['$ref']", "7")]
    [InlineData("$.nothing.here", "")]
    [InlineData("$.a[0]", "")]
    [InlineData("$.b['c d'].length", "")]
    [InlineData("$.b['c d']..*", "10 20 30 {\"a\":3} 3")]
    public void A_path_finds_what_it_names(string path, string expected)
    {
        Assert.True(JsonTree.TryParse(Encoding.UTF8.GetBytes(Document), out JsonTree? json));
        using (json)
        {
            var found = new SortedSet<int>();

            JsonPath.Parse(path).Find(json, found);

            Assert.Equal(expected, string.Join(' ', found.Select(node => Encoding.UTF8.GetString(json.Literal(node)))));
        }
    }

    [Theory]
    [InlineData("a.b", "a path begins with $, at character 1")]
    [InlineData("$a", "expected . or [, at character 2")]
    [InlineData("$.", "expected a name of letters, digits and _, that does not begin with a digit; any other name is written ['like this'], at character 3")]
    [InlineData("$.a-b", "expected . or [, at character 4")]
    [InlineData("$.1a", "expected a name of letters, digits and _, that does not begin with a digit; any other name is written ['like this'], at character 3")]
    [InlineData("$[?@.a==1]", "filters are not supported; name the member or the index, or use [*], at character 3")]
    [InlineData("$['a','b']", "several selectors in one bracket are not supported; write a rule for each, at character 6")]
    [InlineData("$[0:9:2]", "a slice with a step is not supported, at character 6")]
    [InlineData("$[01]", "'01' is not an index, at character 5")]
    [InlineData("$[-0]", "'-0' is not an index, at character 5")]
    [InlineData("$['a", "the name has no closing ', at character 5")]
    [InlineData(@"$['\x']", "unknown escape, at character 5")]
    [InlineData("$[0", "expected ], at character 4")]
    [InlineData("$[a]", "expected an index, * or a name in quotes, at character 3")]
    public void What_is_not_supported_is_refused_with_its_place(string path, string problem)
    {
        var refused = Assert.Throws<ReplayConfigurationException>(() => JsonPath.Parse(path));

        Assert.Equal($"'{path}' is not a JSON path (RFC 9535) that is supported: {problem}; for example $.items[*].id", refused.Message);
    }

    [Theory]
    [InlineData("id", ".id")]
    [InlineData("_x9", "._x9")]
    [InlineData("9x", "['9x']")]
    [InlineData("a-b", "['a-b']")]
    [InlineData("it's", @"['it\'s']")]
    [InlineData(@"a\b", @"['a\\b']")]
    [InlineData("", "['']")]
    public void A_name_is_written_so_that_it_is_read_again(string name, string written)
    {
        Assert.Equal(written, JsonPath.Member(name));
        JsonPath.Parse("$" + written);
    }
}
