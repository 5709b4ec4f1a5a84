using InfernoSim.Testing.Adapters;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace InfernoSim.Testing.XunitV3;

/// <summary>Runs a test as xUnit does, with the replay or the search between the class's constructor and the body.</summary>
internal sealed class IncidentTestRunner : XunitTestRunnerBase<IncidentTestRunner.Context, IXunitTest>
{
    private static readonly IncidentTestRunner Instance = new();

    public static async ValueTask<RunSummary> RunAsync(IncidentTestCase testCase, IXunitTest test, IncidentCaseRunner.Context run)
    {
        await using var context = new Context(testCase, test, run);
        await context.InitializeAsync();
        return await Instance.Run(context);
    }

    internal sealed class Context(IncidentTestCase testCase, IXunitTest test, IncidentCaseRunner.Context run)
        : XunitTestRunnerBaseContext<IXunitTest>(
            test, run.ExplicitOption, run.MessageBus, run.Aggregator.Clone(), run.CancellationTokenSource, run.ParallelMode, run.Scheduler,
            run.BeforeAfterTestAttributes, run.ConstructorArguments, run.CaseFixtureMappings)
    {
        /// <inheritdoc/>
        public override async ValueTask<TimeSpan> InvokeTest(object? testClassInstance)
        {
            long started = TimeProvider.System.GetTimestamp();
            IDescribeIncidentTest attribute = IncidentTest.AttributeOf(testCase.TestMethod.Method)!;
            await Aggregator.RunAsync(async () =>
            {
                object?[] arguments = await RunIncidentAsync(attribute, testClassInstance);
                arguments.CopyTo(Test.TestMethodArguments, 0);
            });
            if (!Aggregator.HasExceptions)
            {
                await RunBodyAsync(testClassInstance, attribute.Timeout);
            }

            return TimeProvider.System.GetElapsedTime(started);
        }

        private async Task<object?[]> RunIncidentAsync(IDescribeIncidentTest attribute, object? instance)
        {
            var incident = new IncidentTest(
                attribute, testCase.Case, testCase.TestMethod.TestClass.Class, testCase.TestMethod.Method, instance, new XunitReport(TestContext.Current));
            try
            {
                return await incident.RunAsync(TestContext.Current.CancellationToken);
            }
            catch (Exception failure) when (IncidentFailure.IsExplained(failure))
            {
                throw new Xunit.Sdk.IncidentTestException(failure.Message);
            }
        }

        private async Task RunBodyAsync(object? instance, int timeout)
        {
            Task body = base.InvokeTest(instance).AsTask();
            try
            {
                await (timeout > 0 ? body.WaitAsync(TimeSpan.FromMilliseconds(timeout), TimeProvider.System) : body);
            }
            catch (TimeoutException) when (!body.IsCompleted)
            {
                TestContext.Current.CancelCurrentTest();
                Aggregator.Add(TestTimeoutException.ForTimedOutTest(timeout));
            }
        }
    }
}
