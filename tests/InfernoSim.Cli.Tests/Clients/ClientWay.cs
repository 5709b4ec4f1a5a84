namespace InfernoSim.Cli.Tests.Clients;

/// <summary>A client that speaks a protocol.</summary>
/// <param name="Client">The client, as its users call it.</param>
/// <param name="Protocol">The protocol, a name of <see cref="Protocols"/>.</param>
/// <param name="CallAsync">Calls, and returns what it was answered.</param>
internal sealed record ClientWay(string Client, string Protocol, Func<ClientRoute, Task<string>> CallAsync)
{
    /// <summary>The program that must be installed; <see langword="null"/> for none.</summary>
    public string? Tool { get; init; }

    /// <summary>The package of node that must be installed for all programs; <see langword="null"/> for none.</summary>
    public string? Package { get; init; }

    /// <summary>Whether the client can call a dependency through a proxy, and so be recorded there.</summary>
    public bool TakesProxy { get; init; } = true;

    /// <summary>Whether the client can call a service as itself, without a proxy.</summary>
    public bool GoesDirectly { get; init; } = true;

    /// <summary>Whether what it needs is installed here.</summary>
    public bool IsHere => ClientPrograms.Have(Tool, Package);
}
