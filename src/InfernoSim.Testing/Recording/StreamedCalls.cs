using System.Collections.Concurrent;

namespace InfernoSim.Testing.Recording;

/// <summary>The calls that are recorded while they pass. Thread-safe.</summary>
internal sealed class StreamedCalls
{
    private readonly ConcurrentDictionary<StreamedCall, Task> _open = new();

    /// <summary>Takes note of one.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The same.</returns>
    public StreamedCall Add(StreamedCall call)
    {
        _open[call] = ForgetAsync(call);
        return call;
    }

    /// <summary>Cuts what the service has left open, and waits until all is written down.</summary>
    public async Task EndAsync()
    {
        foreach (StreamedCall call in _open.Keys)
        {
            call.Cut(null);
        }

        await Task.WhenAll(_open.Values);
    }

    private async Task ForgetAsync(StreamedCall call)
    {
        await call.Written;
        _open.TryRemove(call, out _);
    }
}
