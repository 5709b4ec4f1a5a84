using InfernoSim.Testing;
using InfernoSim.Testing.Tests.Service;
using Microsoft.Extensions.DependencyInjection;

namespace Suite;

[TestClass]
public class Snapshots
{
    [Test, IncidentReplay("incidents/kept", Runs = 2)]
    public void Kept()
    {
    }

    [Test, IncidentReplay("incidents/kept-*", Runs = 2)]
    public void Kept_for_each()
    {
    }
}

[TestClass]
public class FlakySnapshots : IConfigureServiceUnderTest
{
    private int _greetings;

    public void ConfigureServices(IServiceCollection services) =>
        services.AddTransient(_ => new Greeting { Text = $"greeting {Interlocked.Increment(ref _greetings)}" });

    [Test, IncidentReplay("incidents/greeting", Runs = 4)]
    public void Never_kept()
    {
    }
}
