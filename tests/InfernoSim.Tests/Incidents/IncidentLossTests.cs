using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using Microsoft.Extensions.Time.Testing;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Incidents;

public sealed class IncidentLossTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_recording_that_is_whole_has_lost_nothing()
    {
        await RecordAsync();

        Assert.Empty(Losses());
    }

    [Theory]
    [InlineData("inbound.log", 0, 1, "inbound.log: event 1 is missing")]
    [InlineData("inbound.log", 2, 3, "inbound.log: events 3 to 5 are missing")]
    [InlineData("outbound.log", 1, 1, "outbound.log: event 2 is missing")]
    [InlineData("outbound.log", 2, 1, "outbound.log: 1 event is missing at the end (incident.json counts 3)")]
    [InlineData("outbound.log", 0, 3, "outbound.log: 3 events are missing at the end (incident.json counts 3)")]
    public async Task Lines_that_are_gone_are_named_by_their_numbers(string log, int from, int count, string loss)
    {
        await RecordAsync();

        RemoveLines(log, from, count);

        Assert.Equal([loss], Losses());
    }

    [Fact]
    public async Task A_log_that_is_gone_is_missing_as_a_whole()
    {
        await RecordAsync();

        File.Delete(_folder.File("outbound.log"));

        Assert.Equal(["outbound.log: 3 events are missing at the end (incident.json counts 3)"], Losses());
    }

    [Fact]
    public async Task Lines_that_are_gone_in_several_places_are_not_counted_twice()
    {
        await RecordAsync();

        RemoveLines("inbound.log", 5, 1);
        RemoveLines("inbound.log", 1, 1);

        Assert.Equal(["inbound.log: event 2 is missing", "inbound.log: 1 event is missing at the end (incident.json counts 6)"], Losses());
    }

    [Fact]
    public async Task A_body_that_was_changed_afterwards_is_not_the_recorded_one()
    {
        await RecordAsync();

        Edit("outbound.log", Convert.ToBase64String("answer 2"u8), Convert.ToBase64String("answer X"u8));
        Edit("inbound.log", Convert.ToBase64String("page 1"u8), Convert.ToBase64String("page"u8));

        Assert.Collection(
            Losses(),
            loss => Assert.Equal("inbound.log: the response body of exchange 1 (GET /1) is not the one that was recorded: 4 of 6 bytes are there", loss),
            loss => Assert.StartsWith("outbound.log: the response body of the dependency call GET http://dep.test/2 is not the one that was recorded: its SHA-256 is ", loss, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_recording_of_a_tool_that_counts_otherwise_is_taken_as_it_is()
    {
        await RecordAsync();

        Edit("incident.json", "\"schema\"", "\"version\"");
        RemoveLines("outbound.log", 1, 1);

        Assert.Empty(Losses());
    }

    [Fact]
    public async Task What_was_lost_makes_the_incident_not_replayable_and_is_named_with_its_file()
    {
        await RecordAsync();
        RemoveLines("outbound.log", 1, 1);

        var verification = IncidentVerification.Of(IncidentReader.Read(_folder.Path), new FakeTimeProvider());

        Assert.False(verification.IsReplayable);
        Assert.Contains("outbound.log: event 2 is missing", verification.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_of_what_is_left_passes_weakly_at_best()
    {
        await RecordAsync();
        RemoveLines("outbound.log", 1, 1);

        ReplaySummary summary = Passed(incident: IncidentReader.Read(_folder.Path)).Judge();

        Assert.Equal((ReplayOutcome.PassWeak, "what the recording lost: outbound.log: event 2 is missing"), (summary.Outcome, summary.Reason));
    }

    [Fact]
    public async Task A_difference_from_what_is_left_is_not_called_the_services()
    {
        await RecordAsync();
        RemoveLines("outbound.log", 1, 1);

        ReplaySummary summary = Passed(incident: IncidentReader.Read(_folder.Path)).Diverged(Status()).Judge();

        Assert.Equal((ReplayOutcome.FailIncompleteIncident, 2), (summary.Outcome, summary.ExitCode));
        Assert.StartsWith("the incident is not whole (outbound.log: event 2 is missing), so a difference from it is no evidence against the service", summary.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNECT", "bank.test:443", 200)]
    [InlineData("GET", "http://feed.test/live", 101)]
    public void What_capture_could_not_see_makes_the_outcome_one_about_the_incident(string method, string url, int status)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a")
            .Exchange("/b", calls: [IncidentBuilder.Call("http://feed.test/live", status: status, method: method) with { Url = url }])
            .Build();

        ReplaySummary summary = Passed(incident: incident).Judge();
        var verification = IncidentVerification.Of(incident, new FakeTimeProvider());

        Assert.Equal((ReplayOutcome.FailIncompleteIncident, 2), (summary.Outcome, summary.ExitCode));
        Assert.Contains(method == "CONNECT" ? "bank.test:443" : "feed.test", summary.Reason, StringComparison.Ordinal);
        Assert.False(verification.IsReplayable);
    }

    [Theory]
    [InlineData("connection_refused: bank.test:443", true)]
    [InlineData("name_not_resolved: bank.test:443", true)]
    [InlineData("capture_stopped: bank.test:443", false)]
    public void A_tunnel_whose_end_could_not_be_reached_held_nothing_to_see(string error, bool isWhole)
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a", calls: [IncidentBuilder.Call("http://bank.test/", status: 0, method: "CONNECT", error: error) with { Url = "bank.test:443" }])
            .Build();

        Assert.Equal(isWhole, RecordingGaps.Of(incident).OpaqueHosts.Count == 0);
        Assert.Equal(isWhole, new PlannedCall(incident.Exchanges[0].Calls[0], 0, 0).WhyUnanswerable is null);
    }

    [Fact]
    public void What_could_not_be_recorded_of_a_database_makes_the_outcome_one_about_the_incident()
    {
        Incident incident = new IncidentBuilder()
            .Exchange("/a")
            .Connection(new IncidentEvent { Type = IncidentEventType.SqlConnection, Timestamp = default, Service = "shop", Method = "NOT", Error = OpaqueTraffic.ErrorOf("LISTEN") })
            .Build();

        ReplaySummary summary = Passed(incident: incident).Judge();
        var verification = IncidentVerification.Of(incident, new FakeTimeProvider());

        Assert.Equal((ReplayOutcome.FailIncompleteIncident, 2), (summary.Outcome, summary.ExitCode));
        Assert.StartsWith("not all that passed to and from databases could be recorded (database shop: LISTEN), so the incident does not say what happened there", summary.Reason, StringComparison.Ordinal);
        Assert.Contains("capture could not record database shop: LISTEN (record it while the service does without)", verification.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_incident_json_does_not_tell_is_named_with_what_to_do()
    {
        await RecordAsync();
        string old = File.ReadAllText(_folder.File("incident.json"));
        string[] whole = Untold();
        await using (var writer = IncidentWriter.Open(_folder.Path, append: true))
        {
            await writer.Inbound.AppendAsync(new IncidentEvent { Type = IncidentEventType.InboundRequest, Timestamp = new(9000), TraceId = $"{9:x32}", Method = "GET", Url = "/9" });
            await writer.Inbound.AppendAsync(new IncidentEvent { Type = IncidentEventType.InboundResponse, Timestamp = new(9500), TraceId = $"{9:x32}", Status = 200 });
        }

        string[] untold = Untold();
        File.Delete(_folder.File("incident.json"));
        string[] none = Untold();
        _folder.Write("incident.json", old.Replace("\"schema\": 1", "\"team\": 1", StringComparison.Ordinal));
        string[] countedOtherwise = Untold();

        const string Remedy = "What was lost at its end is not known (record again; or continue it with Append and end it in order, which names all that is lost from then on)";
        Assert.Empty(whole);
        Assert.Equal([$"incident.json is older than inbound.log: it does not count the last 2 events of it, which a recording wrote that goes on or was not ended in order. {Remedy}"], untold);
        Assert.Equal([$"There is no incident.json: the recording was not ended in order, or was made by an older tool. {Remedy}"], none);
        Assert.Empty(countedOtherwise);
    }

    // As `verify` says it.
    private string[] Untold() =>
        [.. IncidentVerification.Of(IncidentReader.Read(_folder.Path), new FakeTimeProvider()).Findings.Where(finding => finding.What.Contains(IncidentFiles.Metadata, StringComparison.Ordinal)).Select(finding => $"{finding.What} ({finding.Remedy})")];

    private string[] Losses() => [.. RecordingGaps.Of(IncidentReader.Read(_folder.Path)).Losses.Select(loss => loss.ToString())];

    private void RemoveLines(string log, int from, int count)
    {
        List<string> lines = [.. File.ReadAllLines(_folder.File(log))];
        lines.RemoveRange(from, count);
        File.WriteAllLines(_folder.File(log), lines);
    }

    private void Edit(string file, string from, string to)
    {
        string text = File.ReadAllText(_folder.File(file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(_folder.File(file), text.Replace(from, to, StringComparison.Ordinal));
    }

    // Three exchanges with a call each.
    private async Task RecordAsync()
    {
        var writer = IncidentWriter.Open(_folder.Path);
        for (int i = 1; i <= 3; i++)
        {
            string trace = $"{i:x32}";
            await writer.Inbound.AppendAsync(new IncidentEvent { Type = IncidentEventType.InboundRequest, Timestamp = new(i * 1000), TraceId = trace, Method = "GET", Url = $"/{i}" });
            await writer.Outbound.AppendAsync(new IncidentEvent
            {
                Type = IncidentEventType.OutboundCall,
                Timestamp = new((i * 1000) + 100),
                TraceId = trace,
                Method = "GET",
                Url = $"http://dep.test/{i}",
                Status = 200,
                ResponseCaptured = true,
                ResponseBody = Body($"answer {i}"),
            });
            await writer.Inbound.AppendAsync(new IncidentEvent { Type = IncidentEventType.InboundResponse, Timestamp = new((i * 1000) + 500), TraceId = trace, Status = 200, Body = Body($"page {i}") });
        }

        await writer.CompleteAsync(new IncidentMetadata());
    }

    private static RecordedBody Body(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return RecordedBody.FromBytes(bytes, sha256: Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
    }
}
