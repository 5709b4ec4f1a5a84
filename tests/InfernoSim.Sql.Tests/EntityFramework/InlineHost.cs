using InfernoSim.Testing;
using InfernoSim.Testing.Hosting.InProcess;
using InfernoSim.Testing.Output;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Sql.Tests.EntityFramework;

/// <summary>A service that a test writes down where it uses it, and so can change between recording and replay.</summary>
/// <param name="register">Registers its services.</param>
/// <param name="map">Maps its endpoints, and does what it does when it starts.</param>
internal sealed class InlineHost(Action<IServiceCollection> register, Func<WebApplication, Task> map) : IServiceHost
{
    public bool SupportsVirtualTime => true;

    public async Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken)
    {
        context.Route.Enter(exchangeId: null);
        context.Databases?.Enter();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        register(builder.Services);
        context.ConfigureServices(builder.Services);
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(new AdmissionFilter(context.Route, context.Databases)));
        WebApplication app = builder.Build();
        await map(app);
        await app.StartAsync(cancellationToken);
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new ApplicationService(app, new BoundedOutput(), null, new Uri(address), context.Route);
    }
}
