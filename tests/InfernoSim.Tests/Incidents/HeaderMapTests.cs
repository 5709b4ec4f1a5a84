using InfernoSim.Incidents;

namespace InfernoSim.Tests.Incidents;

public class HeaderMapTests
{
    [Fact]
    public void A_name_is_found_in_any_case_and_kept_as_it_was()
    {
        var headers = HeaderMap.Of(("X-Tenant", "a"), ("x-tenant", "b"));

        Assert.Equal(["a", "b"], headers.Values("X-TENANT"));
        Assert.Equal("X-Tenant", Assert.Single(headers).Key);
    }

    [Fact]
    public void Fields_that_a_line_repeats_in_another_case_are_joined()
    {
        var headers = HeaderMap.OfRead([new("Via", ["a"]), new("Host", ["h"]), new("VIA", ["b"])]);

        Assert.Equal(2, headers.Count);
        Assert.Equal(["a", "b"], headers.Values("via"));
    }

    [Fact]
    public void So_many_fields_that_one_of_them_repeats_are_joined()
    {
        var headers = HeaderMap.OfRead([.. Enumerable.Range(0, 100).Select(i => new KeyValuePair<string, IReadOnlyList<string>>($"X-{i}", [$"{i}"])), new("x-7", ["again"])]);

        Assert.Equal(100, headers.Count);
        Assert.Equal(["7", "again"], headers.Values("X-7"));
    }

    [Fact]
    public void A_field_without_values_has_no_first_value()
    {
        var headers = new HeaderMap([new("Empty", [])]);

        Assert.False(headers.TryGetFirst("Empty", out _));
        Assert.False(headers.TryGetFirst("Absent", out _));
    }
}
