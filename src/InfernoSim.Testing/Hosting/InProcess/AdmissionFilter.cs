using InfernoSim.Testing.Interception;
using InfernoSim.Testing.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace InfernoSim.Testing.Hosting.InProcess;

/// <summary>Lets requests into the service by way of the route, before anything of the service's own sees them.</summary>
internal sealed class AdmissionFilter(CallRoute route, int? worker, OwnDatabases? databases) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(service => async context =>
        {
            databases?.Enter();
            CompletionContext.Keep(context);
            await route.AdmitAsync(context, service, worker);
        });
        next(app);
    };
}
