using System.Net;
using System.Text;
using InfernoSim.Capture;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Concurrency.Trips;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;

namespace InfernoSim.Trust.Tests.Concurrency;

/// <summary>Three trips, two of them at the same time, recorded through both capture proxies.</summary>
public sealed class RecordedTrips : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    internal Incident Incident { get; private set; } = null!;

    /// <summary>Where the dependency was; by now it is gone.</summary>
    internal Uri Dependency { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        RequestTracing.Start();
        var proxy = new WebProxy();
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(TripDependency.Map);
        Dependency = dependency.Address;
        using HttpClient client = ProxiedClient.Through(proxy, Dependency);
        await using LoopbackHost service = await LoopbackHost.StartAsync(new TripService(client).Map);
        string folder = _folder.File("trips");
        await using CaptureSession session = await Proxies.StartAsync(folder, service, proxy);
        using var customer = new HttpClient { BaseAddress = session.Inbound!.Address };

        await Task.WhenAll(BookAsync(customer, "ann"), BookAsync(customer, "bob"));
        await BookAsync(customer, "cat");

        await session.StopAsync();
        Incident = IncidentReader.Read(folder);
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static async Task BookAsync(HttpClient customer, string traveller)
    {
        using var body = new StringContent($$"""{"traveller":"{{traveller}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await customer.PostAsync(new Uri("/trips", UriKind.Relative), body);
        _ = response.EnsureSuccessStatusCode();
    }
}
