using System.Reflection;
using InfernoSim.Testing.Adapters;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace InfernoSim.Testing.Xunit;

/// <summary>Replays or searches between the class's constructor and the body.</summary>
internal sealed class IncidentTestInvoker(
    IncidentTestCase testCase, XunitReport report, ITest test, IMessageBus messageBus, Type testClass, object[] constructorArguments, MethodInfo testMethod,
    IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    : XunitTestInvoker(test, messageBus, testClass, constructorArguments, testMethod, [], beforeAfterAttributes, aggregator, cancellationTokenSource)
{
    /// <inheritdoc/>
    protected override async Task<decimal> InvokeTestMethodAsync(object testClassInstance)
    {
        long started = TimeProvider.System.GetTimestamp();
        await Aggregator.RunAsync(async () => TestMethodArguments = await RunIncidentAsync(testClassInstance));
        decimal incident = (decimal)TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return Aggregator.HasExceptions ? incident : incident + await base.InvokeTestMethodAsync(testClassInstance);
    }

    private async Task<object?[]> RunIncidentAsync(object? instance)
    {
        var incident = new IncidentTest(IncidentTestCase.AttributeOf(testCase.TestMethod), testCase.Case, TestClass, TestMethod, instance, report);
        try
        {
            return await incident.RunAsync(CancellationTokenSource.Token);
        }
        catch (Exception failure) when (IncidentFailure.IsExplained(failure))
        {
            throw new IncidentTestException(failure.Message);
        }
    }
}
