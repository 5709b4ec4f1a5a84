using InfernoSim.Testing;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace InfernoSim.Sql.Tests.Postgres.Shops;

/// <summary>A service over Npgsql whose endpoints a test writes down where it uses them. It is recorded with a server, and replayed with none.</summary>
/// <param name="map">Its endpoints.</param>
internal sealed class MappedShop(Action<WebApplication> map) : IServiceHost
{
    /// <summary>Records it.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="drive">Asks it.</param>
    public Task RecordAsync(string incident, Func<HttpClient, Task> drive) => RecordedShop.RecordAsync(
        incident,
        async port =>
        {
            LoopbackHost shop = await StartAsync(StubbedShop.ConnectionTo(port));
            return (shop.Authority, shop);
        },
        drive);

    /// <inheritdoc/>
    public async Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken) =>
        new Started(await StartAsync($"Host={context.PostgresAddress};Username=postgres;Password=not-asked-for;Database=shop"));

    private Task<LoopbackHost> StartAsync(string connection) => LoopbackHost.StartAsync(map, services => services.AddSingleton(_ => NpgsqlDataSource.Create(connection)));

    private sealed class Started(LoopbackHost shop) : StartedService(shop.Address)
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await shop.DisposeAsync();
        }
    }
}
