using System.Collections.Concurrent;
using System.Net;
using InfernoSim.Incidents;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;

namespace InfernoSim.Tests.LiveState;

/// <summary>A booking is known by a random code. What such a code looks like is chance: of letters alone, of digits alone, or with digits at its end as a number that counts on.</summary>
public sealed class RandomCodesTests
{
    private static readonly string[] Codes = ["KYPHZE", "088668", "QQN2W7", "7CVEAY", "WEH467", "4D8K2M", "AB1234", "9RZYM5", "FHATQK", "H69N95"];

    [Theory]
    [InlineData("MJ4RGB", false)]
    [InlineData("MJ4RGB", true)]
    [InlineData("QW4467", false)]
    [InlineData("QW4467", true)]
    [InlineData("3EAXMP", false)]
    [InlineData("3EAXMP", true)]
    public async Task A_new_code_is_taken_whatever_it_looks_like_and_that_of_another_booking_is_a_difference(string recorded, bool hasLocation)
    {
        ReplaySummary asRecorded = await ReplayAsync(recorded, hasLocation, (own, _) => own);
        ReplaySummary another = await ReplayAsync(recorded, hasLocation, (_, another) => another);

        Assert.True(asRecorded.Outcome == ReplayOutcome.PassStrong, asRecorded.ToText());
        Assert.True(another.Outcome == ReplayOutcome.FailDiverged, another.ToText());
        Assert.Equal((1, "/id"), (another.FirstDivergence!.Exchange, another.FirstDivergence.Location));
    }

    private static Task<ReplaySummary> ReplayAsync(string recorded, bool hasLocation, Func<string, string, string> show)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/bookings", Booking(recorded), method: "POST", status: 201, response: answer => hasLocation ? answer with { Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Location", $"/bookings/{recorded}")) } : answer)
            .Exchange($"/bookings/{recorded}", Booking(recorded))
            .Exchange("/bookings", $"[{Booking(recorded)}]")
            .Build();
        int next = -1;
        var made = new ConcurrentDictionary<int, (string Own, string Another)>();
        return new FakeService(request =>
        {
            if (request.Message.Method == HttpMethod.Post)
            {
                int place = Interlocked.Increment(ref next);
                (string own, string another) = made[request.Worker] = (Codes[place % Codes.Length], Codes[(place + 3) % Codes.Length]);
                HttpResponseMessage answer = Answer(Booking(own));
                answer.StatusCode = HttpStatusCode.Created;
                if (hasLocation)
                {
                    answer.Headers.Location = new Uri($"/bookings/{own}", UriKind.Relative);
                }

                return Task.FromResult(answer);
            }

            return Task.FromResult(Answer(request.Path == "/bookings" ? $"[{Booking(made[request.Worker].Own)}]" : Booking(show(made[request.Worker].Own, made[request.Worker].Another))));
        }).ReplayAsync(incident, FakeService.AsFastAsPossible with { Runs = 1, Fanout = Codes.Length });
    }

    private static string Booking(string code) => $$"""{"id":"{{code}}","seats":2}""";
}
