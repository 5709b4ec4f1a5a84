using InfernoSim.Noise;

namespace InfernoSim.Tests.Noise;

public sealed class NoiseRuleTests
{
    [Theory]
    [InlineData("header: ETag")]
    [InlineData("header: X-Signature; dependency: payments.test")]
    [InlineData("json: $.items[*].id; route: POST /orders; optional: true")]
    [InlineData("unordered: $.tags; dependency: a.test:81; route: /x/**")]
    [InlineData(@"body: a\x3bb")]
    [InlineData("header: Content-Security-Policy; route: GET /; only: nonce-{token:22}")]
    [InlineData("path: /photos/*; dependency: files.test; route: PUT /photos/*")]
    [InlineData("fresh: guids; route: GET /orders/*")]
    public void A_rule_is_written_as_it_is_read(string text) => Assert.Equal(text, NoiseRule.Parse(text).ToString());

    [Theory]
    [InlineData("calls to metrics.test", "calls: metrics.test")]
    [InlineData("calls to metrics.test:8080; route: GET /poll", "calls: metrics.test:8080; route: GET /poll")]
    [InlineData("calls: *; route: /heartbeat/**", "calls: *; route: /heartbeat/**")]
    public void A_rule_takes_the_calls_to_a_dependency_out_of_the_comparison(string text, string written)
    {
        NoiseRule rule = NoiseRule.Parse(text);

        Assert.Equal((NoiseKind.Calls, written), (rule.Kind, rule.ToString()));
    }

    [Fact]
    public void A_query_rule_is_for_every_dependency_unless_it_names_one() =>
        Assert.Equal("query: sig; dependency: *", NoiseRule.Parse("query:sig").ToString());

    [Theory]
    [InlineData("hedder: X", "'hedder' is not a key of a rule; did you mean 'header'? A rule has one of header, query, form, filename, json, body, unordered, calls, path, fresh, statements, and may have dependency, route, optional and only.")]
    [InlineData("X-Request-Id", "'X-Request-Id' is not KEY: VALUE; write a rule as 'json: $.items[*].id; route: POST /orders'")]
    [InlineData("route: /a", "a rule has exactly one of header, query, form, filename, json, body, unordered, calls, path, fresh, statements, and this one has none of them; for example 'json: $.items[*].id; route: POST /orders'")]
    [InlineData("header: A; query: b", "a rule has exactly one of header, query, form, filename, json, body, unordered, calls, path, fresh, statements, and this one has 'header' and 'query'; for example 'json: $.items[*].id; route: POST /orders'")]
    [InlineData("header: A; header: B", "'header' is there twice; leave one out.")]
    [InlineData("header:", "'header' has no value; for example 'json: $.items[*].id; route: POST /orders'")]
    [InlineData("header: X Y", "'X Y' is not the name of a header; write the name alone, for example header: X-Request-Id")]
    [InlineData("json: id", "json: 'id' is not a JSON path (RFC 9535) that is supported: a path begins with $, at character 1; for example $.items[*].id")]
    [InlineData("json: $.a; dependency: http://a", "dependency: 'http://a' does not name a dependency. Write host, host:port, [IPv6]:port or *, without a scheme or a path, for example payments.test or payments.test:8080.")]
    [InlineData("json: $.a; route: orders", "route: 'orders' is not a route. Write a method and a path without a query, or a path alone, for example GET /orders/* or /orders/**.")]
    [InlineData("json: $.a; optional: yes", "optional is 'yes'; it is true or false.")]
    [InlineData("calls to a.test; dependency: b.test", "'calls' names the dependency itself; leave 'dependency' out.")]
    [InlineData("calls to http://a.test", "calls: 'http://a.test' does not name a dependency. Write host, host:port, [IPv6]:port or *, without a scheme or a path, for example payments.test or payments.test:8080.")]
    [InlineData("unordered: $.a; optional: true", "optional has no meaning for 'unordered'; leave it out.")]
    [InlineData("path: photos/*", "path: 'photos/*' is not a path; write it from its first / to its query, for example /photos/*; a method belongs into route")]
    [InlineData("path: /photos/7", "path: '/photos/7' names nothing that is new; write a * in place of it, for example /photos/*, or its form, for example /photos/{uuid}")]
    [InlineData("path: /**", "path: '/**' would take any path for any other; write a * for each segment that is new, for example /photos/*/*")]
    [InlineData("path: /photos/*; only: {uuid}", "only has no meaning for 'path', which says itself what is ignored; leave it out.")]
    [InlineData("fresh: ids", "fresh: 'ids' is no set of fresh values; the sets are guids, ulids, times.")]
    [InlineData("json: $.a; only: a*", @"only: 'a*' matches the empty text and so everything; write what is to be ignored, for example took \d+ ms")]
    [InlineData("body: a*", @"body: 'a*' matches the empty text and so everything; write what is to be ignored, for example took \d+ ms")]
    public void A_text_that_is_no_rule_is_refused_with_the_fix(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ReplayConfigurationException>(() => NoiseRule.Parse(text)).Message);

    [Theory]
    [InlineData("GET /orders/*", "GET", "/orders/17?x=1", true)]
    [InlineData("GET /orders/*", "POST", "/orders/17", false)]
    [InlineData("GET /orders/*", "GET", "/orders/17/items", false)]
    [InlineData("get /orders/**", "GET", "/orders/17/items", true)]
    [InlineData("* /orders", "PUT", "/orders", true)]
    [InlineData("/a.b", "GET", "/aXb", false)]
    public void A_route_is_a_method_and_a_path(string route, string method, string target, bool matches) =>
        Assert.Equal(matches, RoutePattern.Parse(route).Matches(method, target));
}
