namespace InfernoSim.Cli.Tests.Clients;

/// <summary>Where a client is to call, and how it gets there.</summary>
/// <param name="Target">The URL.</param>
/// <param name="Proxy">The proxy; <see langword="null"/> for none.</param>
/// <param name="Authority">The certificate of the authority that the client trusts, as a PEM file.</param>
/// <param name="Built">The folder of the clients that had to be built.</param>
internal sealed record ClientRoute(Uri Target, Uri? Proxy, string Authority, string Built);
