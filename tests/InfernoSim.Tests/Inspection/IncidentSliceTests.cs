using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Tests.Inspection;

/// <summary>A slice is an incident of its own that lacks nothing it needs.</summary>
public sealed class IncidentSliceTests : IDisposable
{
    private const string Token = "9f8a7c6d5e4b3a2918f7e6d5c4b3a291";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_holds_what_meets_the_condition_and_what_overlaps_with_it()
    {
        Incident incident = await ReadAsync(new HandmadeIncident()
            .ExchangeAt(0, 1, "/before", 200, "text/plain", "ok")
            .ExchangeAt(9.5, 2, "/beside", 200, "text/plain", "ok", HandmadeIncident.Get("http://dependency.test/beside", "ok") with { At = 10 })
            .ExchangeAt(10, 1, "/fails", 503, "text/plain", "no")
            .ExchangeAt(20, 1, "/after", 200, "text/plain", "ok"));

        Incident slice = await SliceAsync(incident, "status >= 500", keepCauses: false);

        Assert.Equal(["/beside", "/fails"], slice.Exchanges.Select(exchange => exchange.Request.Url));
        Assert.Equal("http://dependency.test/beside", Assert.Single(slice.Exchanges[0].Calls).Url);
        Assert.Empty(slice.Losses);
    }

    [Theory]
    [InlineData(true, "/login", "/cart", "/fails")]
    [InlineData(false, "/fails")]
    public async Task It_holds_what_made_its_values_when_that_is_asked_for(bool keepCauses, params string[] expected)
    {
        const string Cart = "5d1c7b9ae2f04836b1d49c7ae8f20b63";
        Incident incident = await ReadAsync(new HandmadeIncident()
            .ExchangeAt(0, 1, "/login", 200, "application/json", $$"""{"token":"{{Token}}"}""")
            .ExchangeAt(10, 1, $"/cart?token={Token}", 200, "application/json", $$"""{"cart":"{{Cart}}"}""")
            .ExchangeAt(20, 1, "/unrelated", 200, "text/plain", "ok")
            .ExchangeAt(30, 1, $"/fails?cart={Cart}", 500, "text/plain", "no"));

        Incident slice = await SliceAsync(incident, "status >= 500", keepCauses);

        Assert.Equal(expected, slice.Exchanges.Select(exchange => exchange.Request.Url!.Split('?')[0]));
    }

    [Theory]
    [InlineData("status >= 500", "/fails")]
    [InlineData("status != 200", "/fails")]
    [InlineData("duration > 2s", "/slow")]
    [InlineData("path = /slow", "/slow")]
    [InlineData("method = GET", "/fails", "/slow")]
    public async Task A_condition_finds_what_it_says(string condition, params string[] expected)
    {
        Incident incident = await ReadAsync(new HandmadeIncident().ExchangeAt(0, 1, "/fails", 500, "text/plain", "no").ExchangeAt(10, 3, "/slow?x=1", 200, "text/plain", "ok"));
        var parsed = ExchangeCondition.Parse(condition);

        Assert.Equal(expected, incident.Exchanges.Where(parsed.Holds).Select(exchange => exchange.Request.Url!.Split('?')[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("status")]
    [InlineData("status >= many")]
    [InlineData("colour = red")]
    [InlineData("path > /a")]
    public void What_is_no_condition_is_refused_with_one_that_is(string text)
    {
        FormatException mistake = Assert.Throws<FormatException>(() => ExchangeCondition.Parse(text));

        Assert.Contains("such as 'status >= 500'", mistake.Message, StringComparison.Ordinal);
    }

    private async Task<Incident> ReadAsync(HandmadeIncident incident) => IncidentReader.Read(await incident.WriteAsync(_folder.File("incident")));

    private async Task<Incident> SliceAsync(Incident incident, string condition, bool keepCauses)
    {
        await IncidentSlice.Of(incident, ExchangeCondition.Parse(condition), TimeSpan.FromSeconds(1), keepCauses).WriteAsync(_folder.File("slice"));
        return IncidentReader.Read(_folder.File("slice"));
    }
}
