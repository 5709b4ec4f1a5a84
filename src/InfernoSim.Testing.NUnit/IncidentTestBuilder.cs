using InfernoSim.Testing.Adapters;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace InfernoSim.Testing.NUnit;

/// <summary>Makes a test of each incident.</summary>
internal static class IncidentTestBuilder
{
    /// <summary>The tests of a method.</summary>
    /// <param name="attribute">What is asked.</param>
    /// <param name="displayName">What the test is called; <see langword="null"/> for the method's name.</param>
    /// <param name="skip">Why it is not run; <see langword="null"/> when it is.</param>
    /// <param name="method">The body.</param>
    /// <param name="suite">What the tests belong to.</param>
    public static IEnumerable<TestMethod> Build(IDescribeIncidentTest attribute, string? displayName, string? skip, IMethodInfo method, Test? suite) =>
        IncidentCase.List(attribute.Settings).Select(one =>
        {
            TestMethod test = new NUnitTestCaseBuilder().BuildTestMethod(method, suite, ParametersOf(attribute, one, displayName ?? method.Name, skip, method));
            IncidentTestCommand.Remember(test, one);
            return test;
        });

    private static TestCaseParameters ParametersOf(IDescribeIncidentTest attribute, IncidentCase one, string name, string? skip, IMethodInfo method)
    {
        var parameters = new TestCaseParameters(new object?[method.GetParameters().Length])
        {
            TestName = one.FromWildcard ? $"{name}(\"{one.Name}\")" : name,
        };
        foreach ((string trait, string value) in one.Traits)
        {
            parameters.Properties.Add(trait, value);
        }

        if (attribute.Settings.Envelope is not null)
        {
            // What runs beside a search is measured with it.
            parameters.Properties.Set(PropertyNames.ParallelScope, ParallelScope.None);
        }

        if (skip is not null)
        {
            parameters.RunState = RunState.Ignored;
            parameters.Properties.Set(PropertyNames.SkipReason, skip);
        }

        return parameters;
    }
}
