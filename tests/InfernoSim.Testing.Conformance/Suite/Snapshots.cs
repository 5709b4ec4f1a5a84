using InfernoSim.Testing;
using InfernoSim.Testing.Tests.Service;
using Microsoft.Extensions.DependencyInjection;

namespace Suite;

public class Snapshots
{
    [IncidentReplay("incidents/kept", Runs = 2)]
    public void Kept()
    {
    }

    [IncidentReplay("incidents/kept-*", Runs = 2)]
    public void Kept_for_each()
    {
    }
}

public class FlakySnapshots : IConfigureServiceUnderTest
{
    private int _greetings;

    public void ConfigureServices(IServiceCollection services) =>
        services.AddTransient(_ => new Greeting { Text = $"greeting {Interlocked.Increment(ref _greetings)}" });

    [IncidentReplay("incidents/greeting", Runs = 4)]
    public void Never_kept()
    {
    }
}
