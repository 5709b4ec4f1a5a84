using Xunit.Sdk;
using Xunit.v3;

namespace InfernoSim.Testing.XunitV3;

/// <summary>Runs a test case as xUnit does, with <see cref="IncidentTestRunner"/> for its test.</summary>
internal sealed class IncidentCaseRunner : XunitTestCaseRunnerBase<IncidentCaseRunner.Context, IXunitTestCase, IXunitTest>
{
    private static readonly IncidentCaseRunner Instance = new();

    public static async ValueTask<RunSummary> RunAsync(
        IncidentTestCase testCase, ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource, ParallelMode parallelMode, ExecutionScheduler scheduler, FixtureMappingManager methodFixtureMappings)
    {
        IReadOnlyCollection<IXunitTest> tests = await testCase.CreateTests();
        await using var context = new Context(
            testCase, tests, explicitOption, messageBus, aggregator, testCase.TestCaseDisplayName, testCase.SkipReason, cancellationTokenSource, parallelMode,
            scheduler, constructorArguments, methodFixtureMappings);
        await context.InitializeAsync();
        return await Instance.Run(context);
    }

    internal sealed class Context(
        IncidentTestCase testCase, IReadOnlyCollection<IXunitTest> tests, ExplicitOption explicitOption, IMessageBus messageBus, ExceptionAggregator aggregator,
        string displayName, string? skipReason, CancellationTokenSource cancellationTokenSource, ParallelMode parallelMode, ExecutionScheduler scheduler,
        object?[] constructorArguments, FixtureMappingManager methodFixtureMappings)
        : XunitTestCaseRunnerBaseContext<IXunitTestCase, IXunitTest>(
            testCase, tests, explicitOption, messageBus, aggregator, displayName, skipReason, cancellationTokenSource, parallelMode, scheduler, constructorArguments, methodFixtureMappings)
    {
        public override ValueTask<RunSummary> RunTest(IXunitTest test) => IncidentTestRunner.RunAsync(testCase, test, this);
    }
}
