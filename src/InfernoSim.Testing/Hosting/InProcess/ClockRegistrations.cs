using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing.Hosting.InProcess;

/// <summary>Gives a service another clock.</summary>
internal static class ClockRegistrations
{
    /// <summary>Replaces every registration of <see cref="TimeProvider"/>, keyed ones too, and adds one where there is none.</summary>
    public static void Replace(IServiceCollection services, TimeProvider clock)
    {
        for (int i = 0; i < services.Count; i++)
        {
            if (services[i].ServiceType == typeof(TimeProvider))
            {
                services[i] = services[i].IsKeyedService
                    ? ServiceDescriptor.KeyedSingleton(services[i].ServiceKey, clock)
                    : ServiceDescriptor.Singleton(clock);
            }
        }

        if (!services.Any(service => service.ServiceType == typeof(TimeProvider) && !service.IsKeyedService))
        {
            services.AddSingleton(clock);
        }
    }
}
