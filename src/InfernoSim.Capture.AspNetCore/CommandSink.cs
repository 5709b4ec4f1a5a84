using System.Diagnostics;

namespace InfernoSim.Capture.AspNetCore;

/// <summary>Runs a command with every incident, such as one that copies its folder to a store.</summary>
public sealed class CommandSink : IIncidentSink
{
    /// <summary>What stands for the incident's folder among the arguments.</summary>
    public const string FolderPlaceholder = "{folder}";

    private readonly string _fileName;
    private readonly string[] _arguments;

    /// <summary>Runs a command.</summary>
    /// <param name="fileName">The program; no shell is asked.</param>
    /// <param name="arguments">Its arguments; <see cref="FolderPlaceholder"/> in them is the incident's folder.</param>
    public CommandSink(string fileName, params string[] arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentNullException.ThrowIfNull(arguments);
        _fileName = fileName;
        _arguments = arguments;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public async Task SendAsync(FrozenIncident incident, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var start = new ProcessStartInfo(_fileName, _arguments.Select(argument => argument.Replace(FolderPlaceholder, incident.Folder, StringComparison.Ordinal))) { UseShellExecute = false };
        using Process process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{_fileName}' ended with exit code {process.ExitCode}; the incident is in {incident.Folder}.");
        }
    }
}
