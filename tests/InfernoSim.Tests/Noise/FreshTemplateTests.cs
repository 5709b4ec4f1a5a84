using InfernoSim.Noise;

namespace InfernoSim.Tests.Noise;

/// <summary>The expression that is found for values of one place, all sent at noon on 1 May 2026.</summary>
public sealed class FreshTemplateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("urn:uuid:{uuid}", "urn:uuid:9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", "urn:uuid:0c9d8e7f-6a5b-4c3d-9e1f-0a9b8c7d6e5f")]
    [InlineData("order-{uuid}", "order-9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", "order-0c9d8e7f-6a5b-4c3d-9e1f-0a9b8c7d6e5f")]
    [InlineData("W/\"{hex:16}\"", "W/\"a3f5c1e93d4a4f6b\"", "W/\"0c9d8e7f6a5b4c3d\"")]
    [InlineData("req_{token:12}", "req_k3J9xQ2mZpL7", "req_Zq8vB1nM4cXw")]
    [InlineData("arn:aws:sqs:eu:12:q/{uuid}", "arn:aws:sqs:eu:12:q/9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", "arn:aws:sqs:eu:12:q/0c9d8e7f-6a5b-4c3d-9e1f-0a9b8c7d6e5f")]
    [InlineData("Bearer {token:24}", "Bearer k3J9xQ2mZpL7Zq8vB1nM4cXw", "Bearer p0OiU7yT3rEaG5hJ1kL9mN2b")]
    [InlineData("/photos/{hex:16}\\.jpg", "/photos/a3f5c1e93d4a4f6b.jpg", "/photos/0c9d8e7f6a5b4c3d.jpg")]
    [InlineData("{token:24}", "k3J9xQ2mZp/7Zq8vB1n/4cXw", "p0OiU7y/3rEaG5hJ1kL9mN2/")]
    [InlineData("{time}", "2026-05-01T12:00:00.1Z", "2026-05-01T11:59:59Z")]
    [InlineData("until {time+3600}", "until 1777640400", "until 1777640401")]
    [InlineData("{time:any}", "2020-02-01T12:00:00Z", "2026-05-01T12:00:00Z")]
    [InlineData("nonce-{token:12}'", "script-src 'self' https://cdn.test 'nonce-k3J9xQ2mZpL7'; object-src 'none'", "script-src 'self' https://cdn.test 'nonce-Zq8vB1nM4cXw'; object-src 'none'")]
    public void It_holds_what_is_fixed_and_the_form_of_what_is_new(string expected, params string[] values) => Assert.Equal(expected, Find(values)?.AsExpressions().Single());

    [Theory]
    [InlineData("gold", "silver")]
    [InlineData("10.50", "11.50")]
    [InlineData("9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", "00000000-0000-0000-0000-000000000000")]
    [InlineData("9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", "9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d 2")]
    [InlineData("2026-05-01T12:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("script-src 'self'", "script-src *")]
    [InlineData("/photos/a3f5c1e93d4a4f6b", "/drafts/0c9d8e7f6a5b4c3d")]
    public void There_is_none_where_what_differs_may_mean_something(params string[] values) => Assert.Null(Find(values));

    private static FreshTemplate? Find(string[] values) => FreshTemplate.Of(
        values, parts => FormFinder.Of(parts, [.. values.Select(_ => (DateTimeOffset?)Noon)], TimeSpan.Zero, mayCount: false));
}
