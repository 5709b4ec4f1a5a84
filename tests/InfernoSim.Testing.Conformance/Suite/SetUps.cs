using InfernoSim.Testing;
using InfernoSim.Testing.Tests.Service;
using Microsoft.Extensions.DependencyInjection;

namespace Suite;

/// <summary>What a class does before each of its tests, it has done before the replay.</summary>
[TestClass]
public class SetUps : IConfigureServiceUnderTest
{
    private string _greeting = "not set up";

#if !(MSTEST || NUNIT || TUNIT)
    public SetUps() => SetUp();
#endif

#if MSTEST
    [TestInitialize]
#elif NUNIT
    [NUnit.Framework.SetUp]
#elif TUNIT
    [Before(HookType.Test)]
#endif
    public void SetUp() => _greeting = "greeted by the test's own object";

    public void ConfigureServices(IServiceCollection services) => services.AddSingleton(new Greeting { Text = _greeting });

    [Test, IncidentReplay("incidents/greeting", Snapshot = false, Runs = 2)]
    public void Come_before_the_replay() => Expect.Equal("greeted by the test's own object", _greeting);
}
