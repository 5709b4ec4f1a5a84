using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Observations;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>The seven classic scenarios: recorded through the capture proxies, replayed by twelve workers at once against a service that makes every value anew.</summary>
public sealed class ClassicScenarioTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string, bool, string> Scenarios => new()
    {
        { nameof(AuthToken), false, "exchange 1, response, body /access_token" },
        { nameof(AuthToken), true, "exchange 3, response, body /access_token" },
        { nameof(CookieSession), false, "exchange 1, response, cookie sid" },
        { nameof(CookieSession), true, "exchange 1, response, cookie sid" },
        { nameof(JwtExpiry), false, "exchange 1, response, body /token" },
        { nameof(JwtExpiry), true, "exchange 1, response, body /token" },
        { nameof(ResourceId), false, "exchange 1, made for dependency call 1, body /id" },
        { nameof(PartialFailure), false, "exchange 1, response, body /view" },
        { nameof(RetryChain), false, "exchange 1, made for dependency call 1, body /jobId" },
        { nameof(TimeoutChain), false, "exchange 1, response, body /ticket" },
    };

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_service_that_makes_its_values_anew_passes_with_each_worker_given_its_own(string name, bool withSecrets, string source)
    {
        ClassicScenario scenario = Named(name);
        Incident incident = await scenario.RecordAsync(_folder.Path, withSecrets);

        ReplaySummary summary = await scenario.ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        LiveChainSummary chain = Assert.Single(summary.LiveState.Chains, chain => chain.Source == source);
        Assert.Equal(24, chain.Workers);
        Assert.Equal(24 * chain.Sinks.Count(sink => sink.Contains(", request, ", StringComparison.Ordinal)), chain.Requests);
        Assert.Contains("Live state:", summary.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(AuthToken), Defect.IgnoresCredential, DivergenceKind.CallChanged, 1, "path")]
    [InlineData(nameof(AuthToken), Defect.MixesSessions, DivergenceKind.CallChanged, 3, "path")]
    [InlineData(nameof(AuthToken), Defect.GivesBadCredential, DivergenceKind.CallMissing, 1, "")]
    [InlineData(nameof(CookieSession), Defect.IgnoresCredential, DivergenceKind.ResponseBody, 2, "/items")]
    [InlineData(nameof(CookieSession), Defect.MixesSessions, DivergenceKind.ResponseBody, 1, "/items")]
    [InlineData(nameof(JwtExpiry), Defect.IgnoresCredential, DivergenceKind.CallChanged, 1, "path")]
    [InlineData(nameof(JwtExpiry), Defect.GivesBadCredential, DivergenceKind.CallMissing, 1, "")]
    [InlineData(nameof(ResourceId), Defect.AnswersWithOtherId, DivergenceKind.ResponseHeader, 0, "Location")]
    [InlineData(nameof(ResourceId), Defect.AnswersWithNumber, DivergenceKind.ResponseHeader, 0, "Location")]
    [InlineData(nameof(ResourceId), Defect.CallsWithOtherId, DivergenceKind.CallChanged, 1, "query/order")]
    [InlineData(nameof(PartialFailure), Defect.FailsWithDependency, DivergenceKind.ResponseStatus, 0, "")]
    [InlineData(nameof(RetryChain), Defect.RetriesWithNewId, DivergenceKind.CallChanged, 0, "body/jobId")]
    [InlineData(nameof(RetryChain), Defect.GivesUpEarly, DivergenceKind.CallMissing, 0, "")]
    [InlineData(nameof(TimeoutChain), Defect.FailsWithDependency, DivergenceKind.CallMissing, 0, "")]
    [InlineData(nameof(TimeoutChain), Defect.MixesSessions, DivergenceKind.ResponseStatus, 1, "")]
    public async Task A_broken_service_fails_at_the_place_where_it_first_shows(string name, Defect defect, DivergenceKind kind, int exchange, string location)
    {
        ClassicScenario scenario = Named(name);
        Incident incident = await scenario.RecordAsync(_folder.Path);

        ReplaySummary summary = await scenario.ReplayAsync(incident, defect);

        Assert.True(summary.Outcome is ReplayOutcome.FailDiverged or ReplayOutcome.FailNonDeterministic or ReplayOutcome.FailInvalidEnv, summary.ToText());
        Divergence first = summary.FirstDivergence!;
        Assert.True((first.Kind, first.Exchange, first.Location) == (kind, exchange, location), summary.ToText());
    }

    [Theory]
    [InlineData(nameof(AuthToken), true)]
    [InlineData(nameof(CookieSession), true)]
    [InlineData(nameof(JwtExpiry), true)]
    [InlineData(nameof(ResourceId), false)]
    [InlineData(nameof(PartialFailure), false)]
    [InlineData(nameof(RetryChain), false)]
    [InlineData(nameof(TimeoutChain), false)]
    public async Task Without_live_state_the_recorded_values_are_sent_and_the_service_does_not_know_them(string name, bool withSecrets)
    {
        ClassicScenario scenario = Named(name);
        Incident incident = await scenario.RecordAsync(_folder.Path, withSecrets);

        ReplaySummary summary = await scenario.ReplayAsync(incident, change: options => options with { LiveState = false });

        Assert.False(summary.Passed, summary.ToText());
        Assert.Empty(summary.LiveState.Chains);
    }

    [Fact]
    public async Task Fifty_replays_at_once_have_one_fingerprint_although_no_value_comes_twice()
    {
        var scenario = new ResourceId();
        Incident incident = await scenario.RecordAsync(_folder.Path);

        ReplaySummary first = await scenario.ReplayAsync(incident, change: options => options with { Fanout = 50 });
        ReplaySummary second = await scenario.ReplayAsync(incident, change: options => options with { Fanout = 50 });

        Assert.Equal((ReplayOutcome.PassStrong, ReplayOutcome.PassStrong), (first.Outcome, second.Outcome));
        Assert.Equal(first.Fingerprint, second.Fingerprint);
    }

    public void Dispose() => _folder.Dispose();

    private static ClassicScenario Named(string name) => name switch
    {
        nameof(AuthToken) => new AuthToken(),
        nameof(CookieSession) => new CookieSession(),
        nameof(JwtExpiry) => new JwtExpiry(),
        nameof(ResourceId) => new ResourceId(),
        nameof(PartialFailure) => new PartialFailure(),
        nameof(RetryChain) => new RetryChain(),
        _ => new TimeoutChain(),
    };
}
