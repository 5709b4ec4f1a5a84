using System.Net;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>The shop in ASP.NET Core, in this process.</summary>
internal sealed class DotnetShop : IShop
{
    private readonly WebProxy _proxy;
    private readonly HttpClient _dependency;
    private readonly LoopbackHost _host;

    private DotnetShop(WebProxy proxy, HttpClient dependency, LoopbackHost host)
    {
        _proxy = proxy;
        _dependency = dependency;
        _host = host;
    }

    /// <inheritdoc/>
    public Uri Address => _host.Address;

    /// <summary>Starts it.</summary>
    /// <param name="dependency">Where it believes its dependency to be.</param>
    /// <param name="leaks">Whether one user is shown the cart of another.</param>
    public static async Task<IShop> StartAsync(Uri dependency, bool leaks)
    {
        RequestTracing.Start();
        var proxy = new WebProxy();
        HttpClient client = ProxiedClient.Through(proxy, dependency);
        var state = new ShopState(leaks);
        var orders = new ShopOrders(state, client);
        LoopbackHost host = await LoopbackHost.StartAsync(
            application =>
            {
                application.UseAuthentication();
                application.UseAuthorization();
                ShopPages.Map(application, state, orders);
                ShopInterface.Map(application, state, orders);
            },
            services =>
            {
                ShopPages.AddTo(services);
                services.AddDataProtection().UseEphemeralDataProtectionProvider();
            });
        return new DotnetShop(proxy, client, host);
    }

    /// <inheritdoc/>
    public Task CallThroughAsync(Uri proxy)
    {
        _proxy.Address = proxy;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _dependency.Dispose();
    }
}
