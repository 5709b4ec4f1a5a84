using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Settings;
using Xunit.Abstractions;

namespace InfernoSim.Trust.Tests.Concurrency;

/// <summary>
/// What <see cref="ConcurrencyTests"/> shows is not to be had of WireMock.Net's scenarios: they are one state machine for
/// all callers, and finding a state and leaving it are two steps. Each of these is repeated until it is seen, within a bound.
/// </summary>
public class WireMockScenarioTests(ITestOutputHelper output)
{
    private const int Callers = 50;
    private const int MostRounds = 20;

    private static readonly int[] Chain = [503, 503, 200];

    [Fact]
    public async Task A_scenario_of_two_hundred_answers_gives_some_twice_or_none_to_fifty_callers()
    {
        const int states = 200;

        int round = await FirstRoundAsync(async (server, client) =>
        {
            for (int state = 0; state < states; state++)
            {
                IRespondWithAProvider mapping = server.Given(Request.Create().WithPath("/ticket").UsingGet()).InScenario("tickets");
                (state == 0 ? mapping : mapping.WhenStateIs($"{state}")).WillSetStateTo($"{state + 1}").RespondWith(Response.Create().WithBody($"{state}"));
            }

            string[][] answers = await CallersAsync(client, states / Callers, "/ticket");
            string[] given = [.. answers.SelectMany(asked => asked).Where(answer => answer.StartsWith("200: ", StringComparison.Ordinal))];
            output.WriteLine($"{states - given.Length} answers of 404, {given.Length - given.Distinct().Count()} duplicates of {states}");
            return given.Distinct().Count() < states;
        });

        Assert.True(round <= MostRounds, "WireMock.Net's scenarios have become atomic: say so in docs/determinism.md.");
    }

    [Fact]
    public async Task A_scenario_of_a_retry_chain_is_one_chain_for_all_fifty_callers()
    {
        int round = await FirstRoundAsync(async (server, client) =>
        {
            foreach ((int state, int status) in Chain.Index())
            {
                IRespondWithAProvider mapping = server.Given(Request.Create().WithPath("/booking").UsingGet()).InScenario("booking");
                (state == 0 ? mapping : mapping.WhenStateIs($"{state}")).WillSetStateTo($"{Math.Min(state + 1, 2)}").RespondWith(Response.Create().WithStatusCode(status));
            }

            string[][] chains = await CallersAsync(client, 3, "/booking");
            int right = chains.Count(statuses => statuses.SequenceEqual(["503: ", "503: ", "200: "]));
            output.WriteLine($"{right} of {Callers} callers were answered 503, 503, 200");
            return right < Callers;
        });

        Assert.True(round <= MostRounds, "WireMock.Net's scenarios have become those of each caller: say so in docs/determinism.md.");
    }

    private static async Task<int> FirstRoundAsync(Func<WireMockServer, HttpClient, Task<bool>> hasFailed)
    {
        for (int round = 1; round <= MostRounds; round++)
        {
            using WireMockServer server = WireMockServer.Start(new WireMockServerSettings { Urls = ["http://127.0.0.1:0"] });
            using var client = new HttpClient { BaseAddress = new Uri(server.Urls[0]) };
            if (await hasFailed(server, client))
            {
                return round;
            }
        }

        return MostRounds + 1;
    }

    /// <summary>Fifty callers, each of which asks some times, one after the other.</summary>
    /// <returns>What each was answered: status and body.</returns>
    private static Task<string[][]> CallersAsync(HttpClient client, int times, string path) => Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
    {
        var answers = new List<string>();
        for (int i = 0; i < times; i++)
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative));
            string body = await response.Content.ReadAsStringAsync();
            answers.Add($"{(int)response.StatusCode}: {body}");
        }

        return answers.ToArray();
    }));
}
