using InfernoSim.Testing;
using InfernoSim.Testing.Hosting.InProcess;
using InfernoSim.Testing.Output;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Sql.Tests.EntityFramework;

/// <summary>A service that a test writes down where it uses it, and so can change between recording and replay.</summary>
/// <param name="register">Registers its services.</param>
/// <param name="map">Maps its endpoints, and does what it does when it starts.</param>
internal sealed class InlineHost(Action<IServiceCollection> register, Action<WebApplication> map) : IServiceHost
{
    public bool SupportsVirtualTime => true;

    public async Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken)
    {
        context.Route.Enter(exchangeId: null, context.Worker);
        context.Databases?.Enter();
        LoopbackHost host = await LoopbackHost.StartAsync(map, services =>
        {
            register(services);
            context.ConfigureServices(services);
            services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(new AdmissionFilter(context.Route, context.Worker, context.Databases)));
        });
        return new ApplicationService(host, new BoundedOutput(), null, host.Address, context.Route);
    }
}
