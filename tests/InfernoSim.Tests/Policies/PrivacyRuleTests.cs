using InfernoSim.Policies;

namespace InfernoSim.Tests.Policies;

/// <summary>How rules are written, on one line and in a file, and what is said of what is none.</summary>
public sealed class PrivacyRuleTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("keep json: $.password; route: POST /login")]
    [InlineData("token query: customer; dependency: crm.test:8080")]
    [InlineData("redact header: X-Customer")]
    [InlineData("drop form: photo")]
    [InlineData("token filename: photo")]
    [InlineData("token path: /users/*")]
    [InlineData(@"redact body: SN-\d+")]
    public void A_rule_is_written_as_it_is_read(string text) => Assert.Equal(text, PrivacyRule.Parse(text).ToString());

    [Theory]
    [InlineData("json: $.a", "'json: $.a' is not a rule of privacy: it begins with drop, redact, token or keep, and a place follows; for example 'keep json: $.password; route: POST /login'")]
    [InlineData("keep", "'keep' is not a rule of privacy: it begins with drop, redact, token or keep, and a place follows; for example 'keep json: $.password; route: POST /login'")]
    [InlineData("keep fresh: guids", "'fresh' names no value that is recorded; a rule of privacy has one of header, query, path, json, form, filename, body, for example 'keep json: $.password; route: POST /login'")]
    [InlineData("token json: $.a; optional: true", "'optional' has no meaning for what is recorded; leave it out.")]
    [InlineData("redact path: /a/{uuid}", "'/a/{uuid}' has a form in it, and what stands in place of a value has none; write * for the segment.")]
    [InlineData("redact body: no {digits:4}", "'no {digits:4}' has a form in it, and what stands in place of a value has none; write a regular expression.")]
    [InlineData("drop path: /a/*", "a part of a path cannot be dropped, since the rest would be another one; write redact or token.")]
    [InlineData("drop filename: photo", "the name of a file cannot be dropped, since the field would be no file any more; write redact or token, or drop form: photo.")]
    [InlineData("drop body: x+", "a part of a body cannot be dropped, since the rest would be another one; write redact or token.")]
    [InlineData("token hedder: a", "'hedder' is not a key of a rule; did you mean 'header'? A rule has one of header, query, form, filename, json, body, unordered, calls, path, fresh, statements, and may have dependency, route, optional and only.")]
    public void What_is_no_rule_is_refused_with_the_fix(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ReplayConfigurationException>(() => PrivacyRule.Parse(text)).Message);

    [Fact]
    public void A_file_has_a_list_of_places_for_each_word()
    {
        _folder.Write("privacy.yaml", "keep:\n  - json: $.password\n    route: POST /login\nredact: [{ header: X-Customer }]\ndrop:\n");

        Assert.Equal(["keep json: $.password; route: POST /login", "redact header: X-Customer"], PrivacyPolicy.Load(_folder.File("privacy.yaml")).Rules.Select(rule => rule.ToString()));
    }

    [Theory]
    [InlineData("hide:\n  - json: $.a", "1: 'hide' says nothing of what becomes of values; did you mean 'drop'? The keys are drop, redact, token, keep.")]
    [InlineData("keep:\n  - json: a", "2: json: 'a' is not a JSON path")]
    [InlineData("keep:\n  - header: A\n    only: x", "3: 'only' has no meaning for what is recorded; leave it out.")]
    [InlineData("keep: [a]", "1: a rule is 'a'; write keys with values, for example - header: X-Request-Id")]
    [InlineData("- keep", "1: the file is a list; it holds lists of places, for example keep:   - json: $.password")]
    [InlineData("keep: {", "2: this is not valid YAML")]
    public void What_is_wrong_in_a_file_is_one_error_with_file_line_value_and_fix(string text, string message)
    {
        _folder.Write("privacy.yaml", text);

        string said = Assert.Throws<ReplayConfigurationException>(() => PrivacyPolicy.Load(_folder.File("privacy.yaml"))).Message;

        Assert.StartsWith($"{_folder.File("privacy.yaml")}:{message}", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_with_an_example() => Assert.Equal(
        "none.yaml: there is no such file; name an existing one, for example with the line: keep: [{ json: $.password, route: POST /login }]",
        Assert.Throws<ReplayConfigurationException>(() => PrivacyPolicy.Load("none.yaml")).Message);
}
