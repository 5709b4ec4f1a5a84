using System.Net;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>A body of a size, that comes in pieces.</summary>
/// <param name="size">The size.</param>
/// <param name="breaksOff">Whether it ends in the middle, as with a caller that has crashed.</param>
/// <param name="hasLength">Whether its length is announced.</param>
internal sealed class SoakContent(int size, bool breaksOff, bool hasLength) : HttpContent
{
    private static readonly byte[] Piece = new byte[64 * 1024];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        int whole = breaksOff ? size / 2 : size;
        for (int sent = 0; sent < whole; sent += Piece.Length)
        {
            await stream.WriteAsync(Piece.AsMemory(0, Math.Min(Piece.Length, whole - sent)));
        }

        if (breaksOff)
        {
            throw new IOException("The caller is gone.");
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return hasLength;
    }
}
