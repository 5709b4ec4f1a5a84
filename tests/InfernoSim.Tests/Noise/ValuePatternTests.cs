using InfernoSim.Noise;

namespace InfernoSim.Tests.Noise;

/// <summary>What an expression with forms takes for a fresh value, in a message of noon on 1 May 2026 of an incident of an hour.</summary>
public sealed class ValuePatternTests
{
    private static readonly NoiseContext Noon = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero)) { Reach = TimeSpan.FromHours(1) };

    [Theory]
    [InlineData("{uuid}", "9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", "(a UUID)")]
    [InlineData("urn:uuid:{uuid}", "urn:uuid:9B2F5C1E-3D4A-4F6B-8C7D-1E2F3A4B5C6D", "urn:uuid:(a UUID)")]
    [InlineData("nonce-{token:22}", "script-src 'self' 'nonce-k3J9xQ2mZpL7Zq8vB1nM4c=='", "script-src 'self' 'nonce-(a token of 22 characters)'")]
    [InlineData("order-{digits:3-4}", "order-123, order-4567", "order-(3 to 4 digits), order-(3 to 4 digits)")]
    [InlineData("dur={number}", "db;dur=2.20, app;dur=5", "db;dur=(a number), app;dur=(a number)")]
    [InlineData("^{number}ms$", "2.20ms", "(a number)ms")]
    [InlineData("{time}", "2026-05-01T11:58:00Z", "(a time near the clock)")]
    [InlineData("{time}", "Fri, 01 May 2026 11:03:00 GMT", "(a time near the clock)")]
    [InlineData("{time}", "1777636800123", "(a time near the clock)")]
    [InlineData("{time+900}", "2026-05-01T12:15:00Z", "(a time near the clock+900 s)")]
    [InlineData("{time:any}", "2031-01-01T00:00:00Z", "(a time)")]
    [InlineData("{ulid}", "01JQ0Q2X2TE6FYA91GPDK1QM9V", "(a ULID)")]
    [InlineData("{hex:16}", "a3f5c1e93d4a4f6b", "(16 hex digits)")]
    [InlineData(@"\{uuid}", "{uuid}", "(ignored)")]
    [InlineData(@"\p{Lu}+", "aBC", "a(ignored)")]
    public void What_has_the_form_is_replaced_and_the_rest_is_kept(string pattern, string text, string expected) =>
        Assert.Equal(expected, ValuePattern.Parse(pattern).Replace(text, Noon, out _));

    [Theory]
    [InlineData("{uuid}", "00000000-0000-0000-0000-000000000000")]
    [InlineData("{uuid}", "ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("{time}", "0001-01-01T00:00:00Z")]
    [InlineData("{time}", "1970-01-01T00:00:00Z")]
    [InlineData("{time}", "2026-05-01T10:50:00Z")]
    [InlineData("{time}", "2026-05-01T12:06:00Z")]
    [InlineData("{time+900}", "2026-05-01T12:00:00Z")]
    [InlineData("{time:any}", "0001-01-01T00:00:00Z")]
    [InlineData("{digits:4}", "12345")]
    [InlineData("{digits:4}", "0000")]
    [InlineData("{hex:8}", "00000000")]
    [InlineData("{token:16-24}", "aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("nonce-{token:22}", "script-src *")]
    [InlineData("^{number}ms$", "-1ms")]
    public void What_only_looks_like_it_is_left(string pattern, string text) =>
        Assert.Equal((text, 0), (ValuePattern.Parse(pattern).Replace(text, Noon, out int count), count));

    [Fact]
    public void An_id_that_another_was_given_is_no_fresh_one()
    {
        NoiseContext context = Noon with { IsAnothers = _ => true };

        string? replaced = ValuePattern.Parse("{uuid}").Replace("9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", context, out _);

        Assert.Equal("(the UUID of another: 9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d)", replaced);
    }

    [Theory]
    [InlineData("{guid}", "'{guid}' is no form of values; the forms are")]
    [InlineData("{digits}", "'{digits}' is no form of values")]
    [InlineData("{digits:5-4}", "'{digits:5-4}' is no form of values")]
    public void A_form_that_is_none_is_refused_with_the_forms(string pattern, string message) =>
        Assert.StartsWith(message, Assert.Throws<ReplayConfigurationException>(() => ValuePattern.Parse(pattern)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/photos/*", "/photos/a1.jpg", "/photos/(ignored)")]
    [InlineData("/photos/*.jpg", "/photos/a1.jpg", "/photos/(ignored).jpg")]
    [InlineData("/b/{uuid}/*", "/b/9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d/x", "/b/(a UUID)/(ignored)")]
    [InlineData("/photos/*", "/photos/a/b", "/photos/a/b")]
    [InlineData("/photos/*", "/photos/", "/photos/")]
    [InlineData("/b/{uuid}", "/b/00000000-0000-0000-0000-000000000000", "/b/00000000-0000-0000-0000-000000000000")]
    public void A_path_names_the_segments_that_are_new(string pattern, string path, string expected) =>
        Assert.Equal(expected, PathPattern.Parse(pattern).Replace(path, Noon, out _));
}
