using System.Net;
using System.Threading.Channels;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>Messages of gRPC, each of which is sent when the one before it was answered.</summary>
/// <param name="count">How many.</param>
internal sealed class SoakChat(int count) : HttpContent
{
    /// <summary>The bytes of a message, as it is sent.</summary>
    public const int MessageSize = 5 + 20;

    private readonly Channel<bool> _answered = Channel.CreateUnbounded<bool>();

    /// <summary>A message was answered.</summary>
    public void Next() => _answered.Writer.TryWrite(true);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        // Not compressed, and its length.
        byte[] message = [0, 0, 0, 0, 20, .. "a message of twenty."u8];
        for (int i = 0; i < count; i++)
        {
            await stream.WriteAsync(message);
            await stream.FlushAsync();
            await _answered.Reader.ReadAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _answered.Writer.TryComplete();
        base.Dispose(disposing);
    }
}
