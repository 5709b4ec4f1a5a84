using System.Collections.Concurrent;
using System.Reflection;
using InfernoSim.Testing.Adapters;
using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Testing.Tests.State;

public sealed class PreparationTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ReplayState.Shared)]
    [InlineData(ReplayState.FreshPerRun)]
    [InlineData(ReplayState.FreshPerWorker)]
    public async Task State_is_prepared_before_each_run_and_before_each_worker_of_it(ReplayState state)
    {
        var preparer = new Preparer();

        IncidentReplay replay = await IncidentReplayer.For<Program>(await HealthAsync()).PreparedBy(preparer).With(s => (s.Runs, s.Fanout, s.State) = (2, 2, state)).RunAsync();

        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
        string[] called = [.. preparer.Called];
        Assert.Equal(["run r1", "worker r1w1", "worker r1w2"], called[..3].Order(StringComparer.Ordinal));
        Assert.Equal(["run r2", "worker r2w1", "worker r2w2"], called[3..].Order(StringComparer.Ordinal));
        Assert.Equal(("run r1", "run r2"), (called[0], called[3]));
    }

    [Fact]
    public async Task A_preparation_that_fails_is_said_to_be_at_fault_and_not_the_service()
    {
        ServiceHostException failure = await Assert.ThrowsAsync<ServiceHostException>(async () =>
            await IncidentReplayer.For<Program>(await HealthAsync()).PreparedBy(new Preparer { Fails = true }).With(s => s.Runs = 2).RunAsync());

        Assert.StartsWith("Preparer.BeforeRunAsync failed for r1: InvalidOperationException: no database\n", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attributes_prepare_from_the_outside_in_and_the_test_class_last()
    {
        MethodInfo method = typeof(Prepared).GetMethod(nameof(Prepared.Test), BindingFlags.Public | BindingFlags.Static)!;

        string[] names = [.. StatePreparers.Of(typeof(Prepared), method, new Preparer()).Select(preparer => preparer is PrepareAttribute attribute ? attribute.Name : "own")];

        Assert.Equal(["class", "method", "own"], names);
    }

    private Task<string> HealthAsync() => new HandmadeIncident().Exchange("/health", 200, "text/plain; charset=utf-8", "ok").WriteAsync(_folder.File("incident"));

    private sealed class Preparer : IPrepareState
    {
        public ConcurrentQueue<string> Called { get; } = new();

        public bool Fails { get; init; }

        public Task BeforeRunAsync(ReplayContext context, CancellationToken cancellationToken)
        {
            Called.Enqueue($"run {context.Name}");
            return Fails ? throw new InvalidOperationException("no database") : Task.CompletedTask;
        }

        public Task BeforeWorkerAsync(ReplayContext context, CancellationToken cancellationToken)
        {
            Called.Enqueue($"worker {context.Name}");
            return Task.CompletedTask;
        }
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
    private sealed class PrepareAttribute(string name) : Attribute, IPrepareState
    {
        public string Name => name;
    }

    [Prepare("class")]
    private static class Prepared
    {
        [Prepare("method")]
        public static void Test()
        {
        }
    }
}
