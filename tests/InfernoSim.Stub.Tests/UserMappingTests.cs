using System.Net.Http.Json;
using InfernoSim.TestKit.Hosting;
using WireMock.Matchers;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace InfernoSim.Stub.Tests;

public sealed class UserMappingTests : IAsyncLifetime, IDisposable
{
    private readonly FakeResponder _responder = new(FakeResponder.Ok("recorded"));
    private DependencyStub _stub = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _stub = await DependencyStub.StartAsync(_responder);
        _client = ProxiedClient.Through(_stub.Addresses[0], new Uri("http://a.test/"));
    }

    public async Task DisposeAsync() => await _stub.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_mapping_wins_over_the_recording_and_its_calls_are_counted_by_request()
    {
        _stub.Server.Given(Request.Create().WithPath("/mine")).RespondWith(Response.Create().WithStatusCode(418).WithBody("mapped"));

        using HttpResponseMessage mapped = await _client.GetAsync(new Uri("/mine?n=1", UriKind.Relative));
        using HttpResponseMessage again = await _client.GetAsync(new Uri("/mine?n=1", UriKind.Relative));
        using HttpResponseMessage posted = await _client.PostAsync(new Uri("/mine?n=2", UriKind.Relative), null);
        string recorded = await _client.GetStringAsync(new Uri("/theirs", UriKind.Relative));

        Assert.Equal((418, "mapped"), ((int)mapped.StatusCode, await mapped.Content.ReadAsStringAsync()));
        Assert.Equal("recorded", recorded);
        Assert.Equal("/theirs", Assert.Single(_responder.Requests).PathAndQuery);
        Assert.Equal(
            new Dictionary<string, long> { ["GET http://a.test/mine?n=1"] = 2, ["POST http://a.test/mine?n=2"] = 1 },
            _stub.OverriddenCalls);
    }

    [Fact]
    public async Task A_mapping_of_the_lowest_useful_priority_still_wins()
    {
        _stub.Server.Given(Request.Create().WithPath("/*")).AtPriority(int.MaxValue - 1).RespondWith(Response.Create().WithBody("mapped"));

        Assert.Equal("mapped", await _client.GetStringAsync(new Uri("/x", UriKind.Relative)));
    }

    [Fact]
    public async Task A_mapping_can_match_on_a_JSON_body_and_the_recording_still_gets_its_bytes()
    {
        _stub.Server.Given(Request.Create().WithPath("/x").WithBody(new JsonMatcher("{ \"a\": 1 }"))).RespondWith(Response.Create().WithBody("mapped"));
        byte[] other = "{ \"a\" : 2 }"u8.ToArray();

        using HttpResponseMessage mapped = await _client.PostAsJsonAsync(new Uri("/x", UriKind.Relative), new { a = 1 });
        using HttpResponseMessage recorded = await _client.PostAsync(new Uri("/x", UriKind.Relative), new ByteArrayContent(other));

        Assert.Equal("mapped", await mapped.Content.ReadAsStringAsync());
        Assert.Equal("recorded", await recorded.Content.ReadAsStringAsync());
        Assert.Equal(other, Assert.Single(_responder.Requests).Body.ToArray());
    }

    [Fact]
    public async Task The_recording_stays_when_all_mappings_are_removed()
    {
        _stub.Server.Given(Request.Create().WithPath("/x")).RespondWith(Response.Create().WithBody("mapped"));

        _stub.Server.Reset();

        Assert.Equal("recorded", await _client.GetStringAsync(new Uri("/x", UriKind.Relative)));
        Assert.Empty(_stub.OverriddenCalls);
    }

    [Fact]
    public async Task Mappings_see_the_headers_of_the_call_and_no_others()
    {
        IReadOnlyCollection<string> seen = [];
        _stub.Server.Given(Request.Create().WithPath("/x")).RespondWith(Response.Create().WithCallback(request =>
        {
            seen = [.. request.Headers!.Keys];
            return new WireMock.ResponseMessage { StatusCode = 200 };
        }));

        await _client.GetStringAsync(new Uri("/x", UriKind.Relative));

        Assert.Equal(["Host"], seen);
    }

    [Theory]
    [InlineData("GET", "/__admin")]
    [InlineData("GET", "/__admin/mappings")]
    [InlineData("GET", "/__admin/requests")]
    [InlineData("GET", "/__admin/health")]
    [InlineData("GET", "/__admin/settings")]
    [InlineData("POST", "/__admin/reset")]
    [InlineData("DELETE", "/__admin/mappings")]
    [InlineData("POST", "/__admin/mappings")]
    [InlineData("GET", "/favicon.ico")]
    public async Task Nothing_of_WireMocks_own_answers(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal("recorded", await response.Content.ReadAsStringAsync());
        Assert.Equal(path, Assert.Single(_responder.Requests).PathAndQuery);
    }

    [Fact]
    public async Task No_journal_is_kept()
    {
        await _client.GetStringAsync(new Uri("/x", UriKind.Relative));

        Assert.Empty(_stub.Server.LogEntries);
    }

    [Fact]
    public async Task The_count_of_different_requests_is_bounded()
    {
        _stub.Server.Given(Request.Create().WithPath("/x")).RespondWith(Response.Create().WithBody("mapped"));

        for (int i = 0; i < 1_005; i++)
        {
            await _client.GetStringAsync(new Uri($"/x?n={i}", UriKind.Relative));
        }

        Assert.Equal(1_001, _stub.OverriddenCalls.Count);
        Assert.Equal(1_005, _stub.OverriddenCalls.Values.Sum());
        Assert.Equal(5, _stub.OverriddenCalls["(other requests)"]);
    }
}
