using InfernoSim.Cli.Tests.Processes;

namespace InfernoSim.Cli.Tests.Clients;

/// <summary>What the tests of clients share: the authority that the clients trust, made by the command, and the clients that have to be built.</summary>
public sealed class MatrixSetUp : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>The folder of the authority.</summary>
    public string Authority => _folder.File("ca");

    /// <summary>Its certificate, as a PEM file.</summary>
    public string Certificate => _folder.File("authority.pem");

    /// <summary>The folder of the clients.</summary>
    public string Built => _folder.Path;

    public async Task InitializeAsync()
    {
        await InfernoSimProcess.RunAsync(_folder, ["ca", "create", "--ca", Authority]);
        await InfernoSimProcess.RunAsync(_folder, ["ca", "export", "--ca", Authority, "--out", Certificate]);
        await ClientPrograms.BuildAsync(Built);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
