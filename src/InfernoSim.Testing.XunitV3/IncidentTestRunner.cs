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
            IIncidentAttribute attribute = testCase.TestMethod.Method.GetCustomAttributes(inherit: true).OfType<IIncidentAttribute>().Single();
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

        private async Task<object?[]> RunIncidentAsync(IIncidentAttribute attribute, object? instance)
        {
            var incident = new IncidentTest
            {
                Settings = attribute.Settings,
                Case = testCase.Case,
                TestClass = testCase.TestMethod.TestClass.Class,
                Method = testCase.TestMethod.Method,
                Instance = instance,
                Timeout = attribute.Timeout,
                Report = new XunitReport(TestContext.Current),
            };
            try
            {
                return await incident.RunAsync(TestContext.Current.CancellationToken);
            }
            catch (Exception failure) when (TestFailure.IsExplained(failure))
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
