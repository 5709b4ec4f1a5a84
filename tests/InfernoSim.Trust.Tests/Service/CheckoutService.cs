using System.Net;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>
/// The service under test: a web shop's checkout, with two dependencies that it calls through a proxy. Its code knows
/// nothing of recording or replaying.
/// </summary>
internal static class CheckoutService
{
    static CheckoutService() => RequestTracing.Start();

    /// <summary>Starts a variant of the service.</summary>
    /// <param name="dependencies">Where it believes its dependencies to be.</param>
    /// <param name="proxy">What its dependency calls go through.</param>
    /// <param name="mutation">What it does otherwise.</param>
    /// <returns>The running service.</returns>
    public static Task<LoopbackHost> StartAsync(DependencyAddresses dependencies, IWebProxy proxy, Mutation mutation) => LoopbackHost.StartAsync(
        application =>
        {
            application.Use((context, next) => mutation.OnRequest(context, next));
            CatalogEndpoints.Map(application);
            OrderEndpoints.Map(application);
            AccountEndpoints.Map(application);
        },
        services =>
        {
            AddClient(services, nameof(DependencyClients.Payments), dependencies.Payments, proxy, mutation);
            AddClient(services, nameof(DependencyClients.Inventory), dependencies.Inventory, proxy, mutation);
            services.AddProblemDetails();
            services.AddSingleton(mutation);
            services.AddSingleton<DependencyClients>();
            services.AddSingleton<CheckoutSteps>();
            services.AddSingleton<Sessions>();
        });

    private static void AddClient(IServiceCollection services, string name, Uri address, IWebProxy proxy, Mutation mutation)
    {
        services.AddHttpClient(name, client => client.BaseAddress = address)
            .ConfigurePrimaryHttpMessageHandler(() =>
            {
                var transport = new SocketsHttpHandler { Proxy = proxy, UseCookies = false };
                mutation.OnTransport(transport);
                return transport;
            })
            .AddHttpMessageHandler(() => new DependencyHeaders(TimeProvider.System))
            .AddHttpMessageHandler(() => new MutatedCallHandler(mutation));
        services.RemoveAll<IHttpMessageHandlerBuilderFilter>();
    }
}
