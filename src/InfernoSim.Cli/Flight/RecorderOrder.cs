using System.IO.Pipes;

namespace InfernoSim.Cli.Flight;

/// <summary>An order to the recorder in a service on this machine.</summary>
internal static class RecorderOrder
{
    /// <summary>Sends an order, and waits for the answer.</summary>
    /// <param name="pipe">The recorder's pipe.</param>
    /// <param name="order">The order.</param>
    /// <param name="timeout">How long to wait for the recorder to listen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="TimeoutException">Nobody listens.</exception>
    /// <exception cref="IOException">The recorder went away, or there was no answer.</exception>
    public static async Task<string> SendAsync(string pipe, string order, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await using var connection = new NamedPipeClientStream(".", pipe, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        await connection.ConnectAsync(timeout, cancellationToken);
        await using var writer = new StreamWriter(connection, leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync(order.AsMemory(), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        using var reader = new StreamReader(connection, leaveOpen: true);
        return await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("The recorder went away before it answered.");
    }
}
