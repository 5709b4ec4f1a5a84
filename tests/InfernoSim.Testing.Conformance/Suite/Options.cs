using InfernoSim.Testing;
using InfernoSim.Testing.Tests.Service;
using Microsoft.Extensions.DependencyInjection;

namespace Suite;

[TestClass]
public class Options : IConfigureServiceUnderTest
{
    private readonly string _greeting = "greeted by the test's own object";

    public void ConfigureServices(IServiceCollection services) => services.AddSingleton(new Greeting { Text = _greeting });

    [Test, IncidentReplay("incidents/greeting", Snapshot = false, Runs = 2)]
    public void Object_of_the_test_configures_the_service()
    {
    }

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Runs = 2, DisplayName = "the november incident")]
    public void Named()
    {
    }

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, Skip = "not today")]
    public void Skipped() => throw new InvalidOperationException("the body was run");

    [Test, IncidentReplay("incidents/healthy", Snapshot = false, MaxIdleTime = "0s", MaxWallTime = "0s", Inject = ["dep=payments.test latency=+10m"], Timeout = 2_000)]
    public void Limited_in_time() => throw new InvalidOperationException("the body was run");

    [Test, IncidentReplay("incidents/wild-*", Snapshot = false, Runs = 2)]
    public void Wild()
    {
    }
}
