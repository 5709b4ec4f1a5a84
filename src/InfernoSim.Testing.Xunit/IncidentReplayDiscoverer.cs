using InfernoSim.Testing.Attributes;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace InfernoSim.Testing.Xunit;

/// <summary>Makes a test case of each incident.</summary>
/// <param name="diagnostics">Where xUnit wants to be told what is odd.</param>
internal sealed class IncidentReplayDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        IncidentCase.List(IncidentReplayTestCase.AttributeOf(testMethod).Settings).Select(one => new IncidentReplayTestCase(
            diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, one));
}
