using InfernoSim.Testing.Adapters;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace InfernoSim.Testing.Xunit;

/// <summary>Makes a test case of each incident.</summary>
/// <param name="diagnostics">Where xUnit wants to be told what is odd.</param>
internal sealed class IncidentTestDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        IncidentCase.List(IncidentTestCase.AttributeOf(testMethod).Settings).Select(one => new IncidentTestCase(
            diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, one));
}
