using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Verdicts;

/// <summary>The receipts of replays that look green elsewhere although they prove little: what they say of themselves.</summary>
public class ReceiptReplayTests
{
    private const string Rate = "http://rates.test/eur";
    private const string Mail = "http://mail.test/send";

    private static readonly ReplayOptions Usual = FakeService.AsFastAsPossible with { Runs = 2, Fanout = 3 };

    [Fact]
    public async Task A_hundred_replays_give_one_receipt_byte_for_byte()
    {
        Incident incident = Incident(Call(Rate, "1.08"), Call(Rate, "1.09", at: 3), Call(Mail, at: 5));
        var receipts = new HashSet<string>();

        // A replay waits more than it works, so that several at once take no longer than one.
        foreach (int[] batch in Enumerable.Range(0, 100).Chunk(25))
        {
            ReplaySummary[] summaries = await Task.WhenAll(batch.Select(_ => Calling(Rate, Rate, Mail).ReplayAsync(incident, Usual)));
            receipts.UnionWith(summaries.Select(summary => JsonDocument.Parse(summary.ToJson()).RootElement.GetProperty("receipt").GetRawText()));
        }

        Assert.Single(receipts);
    }

    [Fact]
    public async Task The_same_request_with_changing_answers_is_served_once_from_each()
    {
        ReplaySummary summary = await Calling(Rate, Rate).ReplayAsync(Incident(Call(Rate, "1.08"), Call(Rate, "1.09", at: 3)), Usual);

        Assert.Equal((ReplayOutcome.PassStrong, 12L, 12L, 0L, 0L), CallsOf(summary));
    }

    [Fact]
    public async Task A_retry_whose_first_try_failed_counts_both_tries_and_a_lost_retry_shows()
    {
        Incident incident = Incident(Call(Rate, status: 503), Call(Rate, "1.08", at: 3));

        ReplaySummary retried = await Calling(Rate, Rate).ReplayAsync(incident, Usual);
        ReplaySummary givenUp = await Calling(Rate).ReplayAsync(incident, Usual);

        Assert.Equal((ReplayOutcome.PassStrong, 12L, 12L, 0L, 0L), CallsOf(retried));
        Assert.Equal((ReplayOutcome.FailDiverged, 12L, 6L, 6L, 0L), CallsOf(givenUp));
    }

    [Fact]
    public async Task A_replay_takes_nothing_from_the_recording_that_another_replay_of_it_needs()
    {
        Incident incident = Incident(Call(Rate, "1.08"), Call(Mail, at: 5));

        ReplaySummary[] both = await Task.WhenAll(Calling(Rate, Mail).ReplayAsync(incident, Usual), Calling(Rate, Mail).ReplayAsync(incident, Usual));
        ReplaySummary later = await Calling(Rate, Mail).ReplayAsync(incident, Usual);

        Assert.All([.. both, later], summary => Assert.Equal((ReplayOutcome.PassStrong, 12L, 12L, 0L, 0L), CallsOf(summary)));
    }

    [Fact]
    public async Task A_trailing_call_past_the_response_is_no_part_of_what_was_served()
    {
        var service = new FakeService(async request =>
        {
            await request.CallAsync(Rate);
            _ = request.CallAsync(Mail);
            return Answer();
        });

        ReplaySummary summary = await service.ReplayAsync(Incident(Call(Rate, "1.08")), Usual);

        Assert.Equal((ReplayOutcome.FailDiverged, 6L, 6L, 0L, 6L), CallsOf(summary));
    }

    [Fact]
    public async Task A_service_that_answers_as_recorded_without_its_calls_shows_that_nothing_was_served()
    {
        ReplaySummary summary = await Calling().ReplayAsync(Incident(Call(Rate, "1.08"), Call(Mail, at: 5)), Usual);

        Assert.Equal((ReplayOutcome.FailDiverged, 12L, 0L, 12L, 0L), CallsOf(summary));
        Assert.Contains("6 of 6 responses and 0 of 12 calls compared, 12 unserved", summary.ToText(), StringComparison.Ordinal);
    }

    private static (ReplayOutcome Outcome, long Expected, long Served, long Unserved, long Unmatched) CallsOf(ReplaySummary summary)
    {
        ReceiptCalls calls = summary.Receipt!.Calls;
        return (summary.Outcome, calls.Expected, calls.Served, calls.Unserved, calls.Unmatched);
    }

    private static FakeService Calling(params string[] urls) => new(async request =>
    {
        foreach (string url in urls)
        {
            await request.CallAsync(url);
        }

        return Answer();
    });

    private static Incident Incident(params IncidentEvent[] calls) => new IncidentBuilder().Exchange("/quote", calls: calls).Build();
}
