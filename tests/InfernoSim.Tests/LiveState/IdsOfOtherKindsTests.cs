using System.Collections.Concurrent;
using System.Globalization;
using InfernoSim.Incidents;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;

namespace InfernoSim.Tests.LiveState;

/// <summary>An order whose ids are made as services in other languages make them: it is asked for by one of them, and the others are only shown again.</summary>
public sealed class IdsOfOtherKindsTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    // Each begins so that it has the shape of its kind, as nearly all do.
    private static readonly Dictionary<string, Func<Random, string>> Makers = new()
    {
        ["UUID"] = random => $"{Hex(random, 8)}-{Hex(random, 4)}-4{Hex(random, 3)}-a{Hex(random, 3)}-{Hex(random, 12)}",
        ["ULID"] = random => $"01J9Z8Y7{Some(random, 18, "0123456789ABCDEFGHJKMNPQRSTVWXYZ")}",
        ["ObjectId of MongoDB"] = random => $"66a1b2c3{Hex(random, 16)}",
        ["snowflake"] = random => $"18473629{Some(random, 11, Digits)}",
        ["Nano ID"] = random => $"V1s_X8-Z5j{Some(random, 11, Letters + Digits + "-_")}",
        ["CUID"] = random => $"c1k3v5x7q{Some(random, 15, "abcdefghijklmnopqrstuvwxyz" + Digits)}",
        ["id as of Stripe"] = random => $"pi_3M5t7B9w{Some(random, 16, Letters + Digits)}",
    };

    public static TheoryData<string> Kinds => [.. Makers.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_service_that_makes_new_ones_passes_and_one_that_mixes_them_up_fails(string kind)
    {
        ReplaySummary asRecorded = await ReplayAsync(kind, ids => ids);
        ReplaySummary mixedUp = await ReplayAsync(kind, ids => [ids[0], ids[2], ids[1], ids[3]]);

        Assert.True(asRecorded.Outcome == ReplayOutcome.PassStrong, asRecorded.ToText());
        Assert.True(mixedUp.Outcome == ReplayOutcome.FailDiverged, mixedUp.ToText());
        Assert.Equal((1, "/lines/0/id"), (mixedUp.FirstDivergence!.Exchange, mixedUp.FirstDivergence.Location));
    }

    private static Task<ReplaySummary> ReplayAsync(string kind, Func<string[], string[]> show)
    {
        var random = new Random(kind.Length);
        string[] recorded = Make();
        Incident incident = new IncidentBuilder()
            .Exchange("/orders", Order(recorded), method: "POST")
            .Exchange($"/orders/{recorded[0]}", Order(recorded))
            .Exchange("/orders", $"[{Order(recorded)}]")
            .Build();
        var made = new ConcurrentDictionary<int, string[]>();
        return new FakeService(request =>
        {
            if (request.Message.Method == HttpMethod.Post)
            {
                made[request.Worker] = Make();
                return Task.FromResult(Answer(Order(made[request.Worker])));
            }

            string order = Order(show(made[request.Worker]));
            return Task.FromResult(Answer(request.Path == "/orders" ? $"[{order}]" : order));
        }).ReplayAsync(incident);

        string[] Make()
        {
            lock (random)
            {
                return [.. Enumerable.Range(0, 4).Select(_ => Makers[kind](random))];
            }
        }
    }

    private static string Order(string[] ids) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{ids[0]}}","lines":[{"id":"{{ids[1]}}","quantity":1},{"id":"{{ids[2]}}","quantity":2}],"paymentRef":"{{ids[3]}}"}""");

    private static string Hex(Random random, int length) => Some(random, length, "0123456789abcdef");

    private static string Some(Random random, int length, string of) => new(random.GetItems<char>(of, length));
}
