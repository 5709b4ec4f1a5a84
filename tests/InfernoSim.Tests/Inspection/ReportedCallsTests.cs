using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Stores;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Inspection;

/// <summary>Explaining what a replay reported.</summary>
public class ReportedCallsTests
{
    private const string File = "http://files.test/a.bin";

    [Fact]
    public async Task A_changed_call_is_explained_with_every_recorded_call_and_why_it_was_not_the_one()
    {
        string summary = await ReplayAsync(request => request.CallAsync(File, "PUT"));

        CallExplanation explained = ReportedCalls.Explain(summary, "result.json", 1);

        Assert.Equal(
            $"""
            exchange 1 (GET /download), dependency call 1: PUT {File}
              call 1 (GET {File}): differs at method: expected GET, got PUT
              call 2 (GET http://files.test/b.bin): differs at method: expected GET, got PUT
              call 1 of no exchange (GET http://config.test/): differs at method: expected GET, got PUT
            Divergence 1 (CallChanged at method): expected GET, got PUT.

            """.ReplaceLineEndings("\n"),
            explained.ToText());
    }

    [Fact]
    public async Task A_duplicate_is_explained_by_the_equal_call_that_was_answered_already()
    {
        string summary = await ReplayAsync(async request =>
        {
            await request.CallAsync(File);
            await request.CallAsync(File);
            await request.CallAsync("http://files.test/b.bin");
        });

        CallExplanation explained = ReportedCalls.Explain(summary, "result.json", 1);

        Assert.Equal((0, true, "answered 200"), (explained.Candidates[0].Call, explained.Candidates[0].IsEqual, explained.Candidates[0].Note));
        Assert.Contains("once more than that", explained.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_it_has_the_candidates_with_their_places()
    {
        string summary = await ReplayAsync(request => request.CallAsync(File, "PUT"));

        JsonElement json = JsonDocument.Parse(ReportedCalls.Explain(summary, "result.json", 1).ToJson()).RootElement;

        Assert.Equal((0, 0, 3), (json.GetProperty("exchange").GetInt32(), json.GetProperty("call").GetInt32(), json.GetProperty("candidates").GetArrayLength()));
        Assert.Equal("method", json.GetProperty("candidates")[0].GetProperty("location").GetString());
    }

    [Fact]
    public async Task A_divergence_of_the_response_or_one_that_is_not_there_is_refused_with_what_there_is()
    {
        string summary = await ReplayAsync(async request =>
        {
            await request.CallAsync(File);
            await request.CallAsync("http://files.test/b.bin");
        }, status: 500);

        string response = Assert.Throws<ReplayConfigurationException>(() => ReportedCalls.Explain(summary, "result.json", 1)).Message;
        string none = Assert.Throws<ReplayConfigurationException>(() => ReportedCalls.Explain(summary, "result.json", 9)).Message;
        string other = Assert.Throws<ReplayConfigurationException>(() => ReportedCalls.Explain("[]", "result.json", 1)).Message;

        Assert.StartsWith("Divergence 1 (ResponseStatus) is about the response of exchange 1 (GET /download)", response, StringComparison.Ordinal);
        Assert.Equal("result.json has no divergence 9; it has 2.", none);
        Assert.StartsWith("result.json is not the summary of a replay", other, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_replay_of_an_incident_is_kept_however_its_folder_is_written()
    {
        using var folder = new TestFolder();
        var last = new LastReplay(folder.File("state"));

        last.Save(folder.File("incident"), "{}");

        Assert.Equal("{}", last.Load(folder.File("incident") + Path.DirectorySeparatorChar));
        Assert.Null(last.Load(folder.File("another")));
    }

    private static async Task<string> ReplayAsync(Func<FakeRequest, Task> calls, int status = 200)
    {
        var service = new FakeService(async request =>
        {
            await calls(request);
            return Answer(status: status);
        });
        Incident incident = new IncidentBuilder()
            .Exchange("/download", calls: [Call(File), Call("http://files.test/b.bin", at: 3)])
            .Unattributed(Call("http://config.test/", at: 50))
            .Build();
        ReplaySummary summary = await service.ReplayAsync(incident);
        return summary.ToJson();
    }
}
