namespace InfernoSim.Trust.Tests.Service;

/// <summary>The clients of both dependencies, from the factory as a service would have them.</summary>
internal sealed class DependencyClients(IHttpClientFactory factory)
{
    public HttpClient Payments => factory.CreateClient(nameof(Payments));

    public HttpClient Inventory => factory.CreateClient(nameof(Inventory));
}

/// <summary>Where a service believes its dependencies to be.</summary>
/// <param name="Payments">The base address of payments.</param>
/// <param name="Inventory">The base address of inventory.</param>
internal sealed record DependencyAddresses(Uri Payments, Uri Inventory)
{
    /// <summary>Names that nothing listens at: only a proxy can answer.</summary>
    public static DependencyAddresses ByName { get; } = new(new Uri("http://payments.test"), new Uri("http://inventory.test"));
}

/// <summary>Puts a mutation between a client and its transport.</summary>
internal sealed class MutatedCallHandler(Mutation mutation) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        mutation.OnCall(request, call => base.SendAsync(call, cancellationToken));
}
