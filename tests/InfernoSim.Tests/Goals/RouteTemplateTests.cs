using InfernoSim.Goals;

namespace InfernoSim.Tests.Goals;

public class RouteTemplateTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("", "")]
    [InlineData("/items", "/items")]
    [InlineData("/items/7", "/items/{id}")]
    [InlineData("/items/7/", "/items/{id}/")]
    [InlineData("/items/7/prices/12?currency=EUR&at=3", "/items/{id}/prices/{id}")]
    [InlineData("/orders/0c8f3a52-1d3f-4f6e-9c1b-0a6f0d5f8a11", "/orders/{id}")]
    [InlineData("/orders/0c8f3a521d3f4f6e9c1b0a6f0d5f8a11", "/orders/{id}")]
    [InlineData("/orders/5f3e9a1b", "/orders/{id}")]
    [InlineData("/orders/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/orders/{id}")]
    [InlineData("/v2/items", "/v2/items")]
    [InlineData("/api2024/items", "/api2024/items")]
    [InlineData("/feedback", "/feedback")]
    [InlineData("/shop.Catalog/GetItem2", "/shop.Catalog/GetItem2")]
    [InlineData("/reports/summary-of-the-whole-year", "/reports/summary-of-the-whole-year")]
    public void Segments_that_look_like_ids_are_collapsed_and_the_query_is_left_out(string target, string route)
    {
        Assert.Equal(route, RouteTemplate.Of(target));
    }
}
