using InfernoSim.Jobs;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;

namespace InfernoSim.Tests.Jobs;

public sealed class HealJobTests
{
    [Fact]
    public async Task What_differs_each_time_and_says_nothing_is_proposed_for_the_file_and_written_when_that_is_asked()
    {
        using JobFolder folder = await JobFolder.WriteAsync(new IncidentBuilder().Exchange("/a", answer: $$"""{"id":"{{Guid.NewGuid()}}"}""").Build());
        var host = new FakeHost(new FakeService(_ => Task.FromResult(Answer($$"""{"id":"{{Guid.NewGuid()}}"}"""))));
        var job = new HealJob { Input = new ReplayInput { Incident = folder.Incident, Options = HealJob.Defaults }, Host = host, Replays = 2 };

        HealJobResult result = await job.RunAsync();
        bool isThereBefore = File.Exists(result.Path);
        result.Write();

        Assert.Equal(["json: $.id; route: GET /a; only: {uuid}"], result.Rules.Select(rule => rule.ToString()));
        Assert.Equal((0, ReplayOutcome.PassStrong), (result.Refused, result.Summary.Outcome));
        Assert.False(isThereBefore);
        Assert.Equal(Path.Combine(folder.Incident, "replay.yaml"), result.Path);
        Assert.Contains("json: $.id", File.ReadAllText(result.Path), StringComparison.Ordinal);
        Assert.Equal((1, 1), (host.Started.Count, host.Stopped));
    }
}
