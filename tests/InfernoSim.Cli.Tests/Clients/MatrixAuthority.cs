using InfernoSim.Cli.Tests.Processes;

namespace InfernoSim.Cli.Tests.Clients;

/// <summary>The certificate authority that the clients trust, made by the command.</summary>
public sealed class MatrixAuthority : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>Its folder.</summary>
    public string Folder => _folder.File("ca");

    /// <summary>Its certificate, as a PEM file.</summary>
    public string Certificate => _folder.File("authority.pem");

    public async Task InitializeAsync()
    {
        await InfernoSimProcess.RunAsync(_folder, ["ca", "create", "--ca", Folder]);
        await InfernoSimProcess.RunAsync(_folder, ["ca", "export", "--ca", Folder, "--out", Certificate]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
