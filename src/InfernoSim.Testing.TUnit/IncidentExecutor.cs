using System.Reflection;
using InfernoSim.Testing.Adapters;
using TUnit.Core;
using TUnit.Core.Interfaces;

namespace InfernoSim.Testing.TUnit;

/// <summary>Replays or searches between the set-up and the body.</summary>
internal sealed class IncidentExecutor : ITestExecutor
{
    /// <summary>Lets a test be run by an executor of its own, or not at all.</summary>
    /// <param name="context">The test.</param>
    /// <param name="skip">Why it is not run; <see langword="null"/> when it is.</param>
    public static void Register(TestRegisteredContext context, string? skip)
    {
        context.SetTestExecutor(new IncidentExecutor());
        if (skip is not null)
        {
            context.SetSkipped(skip);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ExecuteTest(TestContext context, Func<ValueTask> action)
    {
        object?[] arguments = await RunIncidentAsync(context);

        // What the body is invoked with; there is no other place to put arguments that come so late.
        arguments.CopyTo(context.Metadata.TestDetails.TestMethodArguments, 0);
        await action();
    }

    private static async Task<object?[]> RunIncidentAsync(TestContext context)
    {
        TestDetails test = context.Metadata.TestDetails;
        IncidentCase one = IncidentRows.CaseOf(context);
        MethodInfo method = IncidentRows.MethodOf(test.MethodMetadata);
        var report = new TUnitReport(context.Output, $"{test.ClassType.FullName}.{test.MethodName}{(one.FromWildcard ? $"_incident={one.Name}" : "")}");
        var incident = new IncidentTest(IncidentRows.AttributeOf(method), one, test.ClassType, method, method.IsStatic ? null : test.ClassInstance, report);
        try
        {
            return await incident.RunAsync(context.Execution.CancellationToken);
        }
        catch (Exception failure) when (IncidentFailure.IsExplained(failure))
        {
            throw new IncidentTestException(failure.Message);
        }
    }
}
