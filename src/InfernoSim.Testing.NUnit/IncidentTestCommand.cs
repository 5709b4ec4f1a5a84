using System.Runtime.CompilerServices;
using InfernoSim.Testing.Adapters;
using NUnit.Framework;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace InfernoSim.Testing.NUnit;

/// <summary>Replays or searches between the set-up and the body.</summary>
/// <param name="body">Runs the body.</param>
/// <param name="attribute">What is asked.</param>
internal sealed class IncidentTestCommand(TestCommand body, IDescribeIncidentTest attribute) : DelegatingTestCommand(body)
{
    private static readonly ConditionalWeakTable<Test, IncidentCase> Cases = [];

    /// <summary>Remembers which incident a test is for; a test of NUnit's own has no room for it.</summary>
    public static void Remember(Test test, IncidentCase one) => Cases.Add(test, one);

    /// <inheritdoc/>
    public override TestResult Execute(TestExecutionContext context)
    {
        // A command of NUnit is synchronous, on a thread of NUnit's own: waiting takes none from the pool that the replay or the search needs.
        object?[] arguments = Task.Run(() => RunIncidentAsync(context)).GetAwaiter().GetResult();

        // What the body's command is made with; it has no other place to take arguments from.
        arguments.CopyTo(context.CurrentTest.Arguments, 0);
        return innerCommand.Execute(context);
    }

    private async Task<object?[]> RunIncidentAsync(TestExecutionContext context)
    {
        Test test = context.CurrentTest;
        Cases.TryGetValue(test, out IncidentCase? one);
        var incident = new IncidentTest(
            attribute, one ?? IncidentCase.List(attribute.Settings)[0], test.TypeInfo!.Type, test.Method!.MethodInfo, context.TestObject, new NUnitReport(test.FullName));
        try
        {
            return await incident.RunAsync(context.CancellationToken);
        }
        catch (Exception failure) when (IncidentFailure.IsExplained(failure))
        {
            // The one exception of which NUnit shows the message alone, as a failure.
            throw new AssertionException(failure.Message, failure);
        }
    }
}
