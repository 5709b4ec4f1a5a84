using System.Net;
using System.Text;
using InfernoSim.Capture;
using InfernoSim.Incidents;
using InfernoSim.Trust.Tests.Concurrency.Trips;
using InfernoSim.Trust.Tests.Service;

namespace InfernoSim.Trust.Tests.Concurrency;

/// <summary>Three trips, two of them at the same time, recorded through both capture proxies.</summary>
public sealed class RecordedTrips : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("infernosim-trips-");

    internal Incident Incident { get; private set; } = null!;

    /// <summary>Where the dependency was; by now it is gone.</summary>
    internal Uri Dependency { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        RequestTracing.Start();
        var proxy = new WebProxy();
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(_ => { }, TripDependency.Map);
        Dependency = dependency.Address;
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = proxy, UseCookies = false }) { BaseAddress = Dependency };
        await using LoopbackHost service = await LoopbackHost.StartAsync(_ => { }, new TripService(client).Map);
        string folder = Path.Combine(_folder.FullName, "trips");
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = folder,
            Listen = ListenAddress.Parse("127.0.0.1:0"),
            Forward = ForwardTarget.Parse(service.Address.Authority),
            OutboundListen = ListenAddress.Parse("127.0.0.1:0"),
        });
        proxy.Address = session.Outbound!.Address;
        using var customer = new HttpClient { BaseAddress = session.Inbound!.Address };

        await Task.WhenAll(BookAsync(customer, "ann"), BookAsync(customer, "bob"));
        await BookAsync(customer, "cat");

        await session.StopAsync();
        Incident = IncidentReader.Read(folder);
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private static async Task BookAsync(HttpClient customer, string traveller)
    {
        using var body = new StringContent($$"""{"traveller":"{{traveller}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await customer.PostAsync(new Uri("/trips", UriKind.Relative), body);
        _ = response.EnsureSuccessStatusCode();
    }
}
