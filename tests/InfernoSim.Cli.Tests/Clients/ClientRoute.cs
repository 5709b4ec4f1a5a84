namespace InfernoSim.Cli.Tests.Clients;

/// <summary>Where a client is to call, and how it gets there.</summary>
/// <param name="Target">The URL.</param>
/// <param name="Proxy">The proxy; <see langword="null"/> for none.</param>
/// <param name="Authority">The certificate of the authority that the client trusts, as a PEM file.</param>
internal sealed record ClientRoute(Uri Target, Uri? Proxy, string Authority);
