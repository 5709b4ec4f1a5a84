using System.IO.Pipelines;

namespace InfernoSim.Tls;

/// <summary>Both directions of a stream, as Kestrel wants them.</summary>
/// <param name="stream">The stream, which stays open.</param>
internal sealed class DuplexPipe(Stream stream) : IDuplexPipe, IAsyncDisposable
{
    /// <inheritdoc/>
    public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));

    /// <inheritdoc/>
    public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync();
        await Output.CompleteAsync();
    }
}
