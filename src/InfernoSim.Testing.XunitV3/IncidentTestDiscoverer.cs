using InfernoSim.Testing.Adapters;
using Xunit.Sdk;
using Xunit.v3;

namespace InfernoSim.Testing.XunitV3;

/// <summary>Makes a test case of each incident.</summary>
internal sealed class IncidentTestDiscoverer : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute);
        return new([.. IncidentCase.List(((IDescribeIncidentTest)factAttribute).Settings).Select(one => new IncidentTestCase(
            one,
            details.ResolvedTestMethod,
            one.FromWildcard ? $"{details.TestCaseDisplayName}(incident: \"{one.Name}\")" : details.TestCaseDisplayName,
            one.FromWildcard ? $"{details.UniqueID}-{one.Name}" : details.UniqueID,
            details.Explicit,
            factAttribute.DisableParallelization,
            details.SkipExceptions,
            details.SkipReason,
            details.SkipType,
            details.SkipUnless,
            details.SkipWhen,
            TraitsOf(testMethod, one),
            details.SourceFilePath,
            details.SourceLineNumber))]);
    }

    private static Dictionary<string, HashSet<string>> TraitsOf(IXunitTestMethod method, IncidentCase one)
    {
        Dictionary<string, HashSet<string>> traits = TestIntrospectionHelper.GetTraits(method, dataRow: null);
        foreach ((string trait, string value) in one.Traits)
        {
            Add(traits, trait, value);
        }

        return traits;
    }

    private static void Add(Dictionary<string, HashSet<string>> traits, string name, string value)
    {
        if (!traits.TryGetValue(name, out HashSet<string>? values))
        {
            traits.Add(name, values = []);
        }

        values.Add(value);
    }
}
