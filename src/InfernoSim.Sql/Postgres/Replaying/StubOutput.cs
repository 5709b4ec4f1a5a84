using System.IO.Pipelines;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>What goes to a client: messages, sent when there are many or when the client waits for them.</summary>
/// <param name="output">Where to.</param>
internal sealed class StubOutput(PipeWriter output)
{
    // About what fills the buffers of a socket.
    private const int MostUnsent = 64 * 1024;

    /// <summary>Writes messages.</summary>
    public MessageWriter Messages { get; } = new(output);

    /// <summary>Sends what has been written.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await output.FlushAsync(cancellationToken);

    /// <summary>Sends what has been written where it is much.</summary>
    public ValueTask RelieveAsync(CancellationToken cancellationToken) => output.UnflushedBytes > MostUnsent ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
}
