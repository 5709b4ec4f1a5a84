using InfernoSim.TestKit.Incidents;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests;

/// <summary>Test hosts have synchronization contexts and schedulers of their own, and a test may block their only thread.</summary>
public sealed class BlockedCallerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replay_ends_while_its_caller_blocks_the_thread_of_its_context(bool isScheduler)
    {
        string incident = await Recorded().WriteAsync(_folder.File("incident"));

        IncidentReplay replay = await CallAsync(isScheduler, () => IncidentReplayer.For<Program>(incident).With(s => s.Runs = 2).RunAsync());

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_recording_begins_and_ends_while_its_caller_blocks_the_thread_of_its_context(bool isScheduler)
    {
        IncidentRecorder recorder = await CallAsync(isScheduler, () => IncidentRecorder.StartAsync<Program>(_folder.File("recorded")));

        bool isComplete = await CallAsync(isScheduler, async () =>
        {
            await recorder.DisposeAsync().ConfigureAwait(false);
            return true;
        });

        Assert.True(isComplete);
        Assert.True(File.Exists(_folder.File("recorded/incident.json")));
    }

    private static Task<T> CallAsync<T>(bool isScheduler, Func<Task<T>> call) => isScheduler ? BlockedCaller.OfSchedulerAsync(call) : BlockedCaller.OfContextAsync(call);

    private static HandmadeIncident Recorded() => new HandmadeIncident().Exchange(
        "/checkout/1",
        200,
        "application/json; charset=utf-8",
        """{"order":1,"price":"12","paid":"yes"}""",
        HandmadeIncident.Get("http://catalog.test/price/1", "12"),
        HandmadeIncident.Get("https://payments.test/pay/1?amount=12", "yes"));
}
