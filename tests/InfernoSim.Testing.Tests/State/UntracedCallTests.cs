using InfernoSim.TestKit.Incidents;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests.State;

/// <summary>
/// Calls that name no exchange, of services that each worker has for itself: equal ones, answered one after the other, while one worker is
/// ahead of the other.
/// </summary>
public sealed class UntracedCallTests : IDisposable
{
    private const string Url = "http://prices.test/pen";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("untraced")]
    [InlineData("untraced-without-context")]
    public async Task Each_worker_is_answered_what_was_recorded_for_its_own_service(string way)
    {
        await AssertIsOwnAsync(new InProcessHost<Program> { Settings = [new("Turns", _folder.Path)] }, way);
    }

    [Fact]
    public async Task Each_worker_is_answered_what_was_recorded_for_its_own_process()
    {
        await AssertIsOwnAsync(new ProcessHost("dotnet", typeof(Program).Assembly.Location) { Ready = "/health", WorkingDirectory = _folder.Path, Environment = [new("Turns", _folder.Path)] }, "untraced");
    }

    private async Task AssertIsOwnAsync(IServiceHost host, string way)
    {
        string incident = await new HandmadeIncident { CallsAreTraced = false }
            .Exchange(Target(1, way), 200, "application/json; charset=utf-8", """{"status":200,"body":"5"}""", HandmadeIncident.Get(Url, "5"))
            .Exchange(Target(2, way), 200, "application/json; charset=utf-8", """{"status":200,"body":"6"}""", HandmadeIncident.Get(Url, "6"))
            .WriteAsync(_folder.File("incident"));

        ReplaySummary summary = (await IncidentReplayer.For(host, incident).With(s => (s.Runs, s.Fanout, s.State) = (1, 2, ReplayState.FreshPerWorker)).RunAsync()).Summary;

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal((4L, 0L), (summary.Matching.ByContent, summary.Matching.Ambiguous));
    }

    private static string Target(int turn, string way) => $"/turns/{turn}/{way}?url={Uri.EscapeDataString(Url)}";
}
