using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Verdicts;

public class GrowthTests
{
    [Theory]
    [InlineData("/items: expected 1 element: a, got 2 elements: a, b", "/items: expected 1 element: a, got 4 elements: a, b, c, d", 2, "a list grew from 2 to 4 elements")]
    [InlineData("/items: expected 1 element: a, got 2 elements: a, b", "/items: expected 1 element: a, got 4 elements: a, b, c, d", 1, null)]
    [InlineData("/items: expected 1 element: a, got 2 elements: a, b", "/items: expected 1 element: a, got 2 elements: a, c", 2, null)]
    [InlineData("nothing of it", "/items: expected 1 element: a, got 3 elements: a, b, c", 2, "a list grew from 1 to 3 elements")]
    [InlineData("/id: expected 5, got 6", "/id: expected 5, got 8", 2, "a number went up from 6 to 8, as an id that counts on does")]
    [InlineData("/id: expected 5, got 6", "/id: expected 5, got 8", 1, null)]
    [InlineData("/id: expected 5, got 8", "/id: expected 5, got 8", 2, null)]
    [InlineData("/other: expected 5, got 6", "/id: expected 5, got 7", 2, "a number went up from 5 to 7, as an id that counts on does")]
    [InlineData("/id: expected 5, got 6", "/id: expected 5, got none", 2, null)]
    public void What_went_up_by_no_more_than_there_were_requests_is_named(string earlier, string later, long most, string? expected)
    {
        Assert.Equal(expected, Growth.Between(earlier, later, most));
    }
}
