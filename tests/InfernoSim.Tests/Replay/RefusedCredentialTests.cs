using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;

namespace InfernoSim.Tests.Replay;

/// <summary>Whose fault it is that a request without its redacted credential is refused.</summary>
public class RefusedCredentialTests
{
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task That_all_are_refused_is_the_environments(int status)
    {
        ReplaySummary summary = await ReplayAsync(_ => Answer("", status));

        Assert.Equal(ReplayOutcome.FailInvalidEnv, summary.Outcome);
        Assert.Contains("X-Api-Key", summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_one_route_forbids_what_others_answer_without_the_credential_is_the_services()
    {
        ReplaySummary summary = await ReplayAsync(path => path == "/b/1" ? Answer("", 403) : Answer());

        Assert.Equal((ReplayOutcome.FailDiverged, DivergenceKind.ResponseStatus, 1), (summary.Outcome, summary.FirstDivergence?.Kind, summary.FirstDivergence?.Exchange));
        Assert.Contains("went out without X-Api-Key", summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_one_route_asks_for_a_credential_is_the_environments()
    {
        ReplaySummary summary = await ReplayAsync(path => path.StartsWith("/b/", StringComparison.Ordinal) ? Answer("", 401) : Answer());

        Assert.Equal(ReplayOutcome.FailInvalidEnv, summary.Outcome);
    }

    [Fact]
    public async Task That_a_route_asks_for_a_credential_in_one_request_of_two_is_the_services()
    {
        ReplaySummary summary = await ReplayAsync(path => path == "/b/2" ? Answer("", 401) : Answer());

        Assert.Equal((ReplayOutcome.FailDiverged, 2), (summary.Outcome, summary.FirstDivergence?.Exchange));
    }

    [Fact]
    public async Task That_the_service_no_longer_gives_out_a_token_is_its_own_doing()
    {
        ReplaySummary summary = await ReplayLoginAsync(
            loginBody: """{"token":"[REDACTED:7f3a]"}""", loginHeaders: [], sent: ("Authorization", "Bearer [REDACTED:7f3a]"));

        Assert.Equal((ReplayOutcome.FailDiverged, 0), (summary.Outcome, summary.FirstDivergence?.Exchange));
    }

    [Fact]
    public async Task That_the_service_no_longer_gives_out_a_cookie_is_its_own_doing()
    {
        ReplaySummary summary = await ReplayLoginAsync(
            loginBody: "{}", loginHeaders: [("Set-Cookie", "sid=[REDACTED:7f3a]; path=/")], sent: ("Cookie", "sid=[REDACTED:7f3a]"));

        Assert.Equal((ReplayOutcome.FailDiverged, 0), (summary.Outcome, summary.FirstDivergence?.Exchange));
    }

    // The service answers the login without what it gave in the incident, and refuses what comes after.
    private static Task<ReplaySummary> ReplayLoginAsync(string loginBody, (string, string)[] loginHeaders, (string, string) sent)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/login", loginBody, response: response => response with { Headers = HeaderMap.Of([("Content-Type", "application/json"), .. loginHeaders]) })
            .Exchange("/mine", headers: HeaderMap.Of(("Host", "shop.test"), sent))
            .Build();
        return new FakeService(request => Task.FromResult(request.Path == "/login" ? Answer("{}") : Answer("", 401))).ReplayAsync(incident);
    }

    private static Task<ReplaySummary> ReplayAsync(Func<string, HttpResponseMessage> answer)
    {
        HeaderMap headers = HeaderMap.Of(("Host", "shop.test"), ("X-Api-Key", "[REDACTED]"));
        Incident incident = new IncidentBuilder().Exchange("/a", headers: headers).Exchange("/b/1", headers: headers).Exchange("/b/2", headers: headers).Build();
        return new FakeService(request => Task.FromResult(answer(request.Path))).ReplayAsync(incident);
    }
}
