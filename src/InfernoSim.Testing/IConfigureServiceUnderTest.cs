using Microsoft.Extensions.DependencyInjection;
using WireMock.Server;

namespace InfernoSim.Testing;

/// <summary>
/// Implemented by a test class, or by a host type of one's own, that changes the service under test before a replay.
/// Of a test class it is the object that the test runs on, after its constructor.
/// </summary>
public interface IConfigureServiceUnderTest
{
    /// <summary>Replaces registrations of a service that runs in-process. Called after the service has made its own.</summary>
    /// <param name="services">The registrations.</param>
    void ConfigureServices(IServiceCollection services)
    {
    }

    /// <summary>The same, for a service that is to have something of its own, such as a database named after its run and worker.</summary>
    /// <param name="services">The registrations, the context among them.</param>
    /// <param name="context">Whose service it is.</param>
    void ConfigureServices(IServiceCollection services, ReplayContext context) => ConfigureServices(services);

    /// <summary>Adds mappings to the stub, which win over the recording.</summary>
    /// <param name="stub">The stub.</param>
    void ConfigureStub(WireMockServer stub)
    {
    }
}
