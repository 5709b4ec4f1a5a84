using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.MSTest;

/// <summary>Replays or searches, and then lets MSTest run the body.</summary>
internal static class IncidentExecution
{
    public static async Task<TestResult[]> RunAsync(IDescribeIncidentTest attribute, ITestMethod test)
    {
        long started = TimeProvider.System.GetTimestamp();
        IncidentCase one = IncidentRows.CaseOf(test.Arguments, attribute);
        var report = new MSTestReport($"{test.TestClassName}.{test.TestMethodName}{(one.FromWildcard ? $"_incident={one.Name}" : "")}");
        object?[] arguments;
        TestResult result;
        try
        {
            arguments = await RunIncidentAsync(attribute, one, test, report);
        }
#pragma warning disable CA1031 // Whatever it is, the test has failed by it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            result = new TestResult { Outcome = UnitTestOutcome.Failed, TestFailureException = AsShown(failure), Duration = TimeProvider.System.GetElapsedTime(started) };
            report.AddTo(result);
            return [result];
        }

        TimeSpan incident = TimeProvider.System.GetElapsedTime(started);
        result = await test.InvokeAsync(arguments!);
        result.Duration += incident;
        report.AddTo(result);
        return [result];
    }

    private static async Task<object?[]> RunIncidentAsync(IDescribeIncidentTest attribute, IncidentCase one, ITestMethod test, MSTestReport report)
    {
#pragma warning disable MSTESTEXP // The context of the test that runs: there is no other way to it before the class is made.
        TestContext? context = TestContext.Current;
#pragma warning restore MSTESTEXP
        Type testClass = test.MethodInfo.ReflectedType!;
        await using ConfiguringObject configuring = await ConfiguringObject.SetUpAsync(testClass, test.MethodInfo, context);
        return await new IncidentTest(attribute, one, testClass, test.MethodInfo, configuring.Instance, report).RunAsync(context?.CancellationToken ?? default);
    }

    // The message alone is shown of an assertion.
    private static Exception AsShown(Exception failure) => IncidentFailure.IsExplained(failure) ? new AssertFailedException(failure.Message, failure) : failure;
}
