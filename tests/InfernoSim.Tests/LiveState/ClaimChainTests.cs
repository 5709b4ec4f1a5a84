using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Observations;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;

namespace InfernoSim.Tests.LiveState;

/// <summary>Users that a replay makes anew, whose ids are shown in their tokens alone.</summary>
public class ClaimChainTests
{
    private const string Ada = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";
    private const string Bob = "5d2c9b14-7e0a-4f3b-9c68-1a4d7f2e8b53";

    private static Incident TwoUsers { get; } = new IncidentBuilder()
        .Exchange("/ada", $$"""{"token":"{{Token(Ada)}}"}""", method: "POST")
        .Exchange("/bob", $$"""{"token":"{{Token(Bob)}}"}""", method: "POST")
        .Exchange("/ada/again", $$"""{"token":"{{Token(Ada)}}"}""", method: "POST")
        .Exchange($"/users/{Ada}")
        .Build();

    [Fact]
    public void The_id_of_a_user_is_made_in_the_first_token_that_shows_it()
    {
        LiveChain chain = Assert.Single(LiveChains.Find(TwoUsers).All, chain => chain.Recorded == Ada);

        Assert.Equal(("exchange 1, response, body /token, claim sub", "exchange 4, request, path segment 2"), (ChainText.Source(chain), ChainText.End(Assert.Single(chain.Sinks))));
    }

    [Theory]
    [InlineData("ada", "bob", "ada", null)]
    [InlineData("ada", "bob", "bob", "2 /token")]
    [InlineData("ada", "ada", "ada", "1 /token")]
    [InlineData("one", "bob", "one", "0 /token")]
    [InlineData("none", "bob", "none", "0 /token")]
    public async Task A_token_is_that_of_the_user_who_had_the_one_before(string first, string second, string third, string? divergence)
    {
        string one = $"{Guid.NewGuid()}";
        var users = new ConcurrentDictionary<(int Worker, string User), string>();
        var service = new FakeService(request =>
        {
            string whose = request.Path switch { "/ada" => first, "/bob" => second, "/ada/again" => third, _ => "" };
            if (request.Path == "/ada")
            {
                (users[(request.Worker, "ada")], users[(request.Worker, "bob")]) = ($"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
            }

            string id = whose switch { "" or "none" => "", "one" => one, _ => users[(request.Worker, whose)] };
            return Task.FromResult(whose.Length > 0 ? Answer($$"""{"token":"{{Token(id)}}"}""") : Answer(status: first is "one" or "none" || request.Path == $"/users/{users[(request.Worker, first)]}" ? 200 : 404));
        });

        ReplaySummary summary = await service.ReplayAsync(TwoUsers, FakeService.AsFastAsPossible with { Fanout = 10 });

        Assert.Equal(divergence, summary.FirstDivergence is { Kind: DivergenceKind.ResponseBody } found ? $"{found.Exchange} {found.Location}" : null);
        Assert.True(summary.Outcome == (divergence is null ? ReplayOutcome.PassStrong : ReplayOutcome.FailDiverged), summary.ToText());
    }

    private static string Token(string sub)
    {
        string header = Base64Url.EncodeToString("""{"alg":"HS256"}"""u8);
        return $"{header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"sub":"{{sub}}","role":"user"}"""))}.c2lnbmVk";
    }
}
