using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace InfernoSim.Testing.Xunit;

/// <summary>Runs a test as xUnit does, and adds what the replay or the search has to say to the test's output.</summary>
internal sealed class IncidentTestRunner(
    IncidentTestCase testCase, ITest test, IMessageBus messageBus, Type testClass, object[] constructorArguments, MethodInfo testMethod, string skipReason,
    IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    : XunitTestRunner(test, messageBus, testClass, constructorArguments, testMethod, [], skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource)
{
    private readonly XunitReport _report = new(test, messageBus);

    /// <inheritdoc/>
    protected override async Task<Tuple<decimal, string>> InvokeTestAsync(ExceptionAggregator aggregator)
    {
        Tuple<decimal, string> body = await base.InvokeTestAsync(aggregator);
        return Tuple.Create(body.Item1, _report.Output + body.Item2);
    }

    /// <inheritdoc/>
    protected override Task<decimal> InvokeTestMethodAsync(ExceptionAggregator aggregator) =>
        new IncidentTestInvoker(testCase, _report, Test, MessageBus, TestClass, ConstructorArguments, TestMethod, BeforeAfterAttributes, aggregator, CancellationTokenSource).RunAsync();
}
