using System.Runtime.InteropServices;

namespace InfernoSim.Cli.Terminal;

/// <summary>Turns the first Ctrl-C or SIGTERM into a request to finish; the second one ends the process as usual.</summary>
internal sealed class StopSignal : IDisposable
{
    // Not disposed of: a handler may still be running on its own thread when the registrations are, and there is no timer in it to free.
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
