using System.Security.Cryptography;

namespace InfernoSim.Cli.Bundling;

/// <summary>Encrypts what is written to it. Without <see cref="CompleteAsync"/> there is no last piece, and what was written does not open.</summary>
/// <param name="to">Where the pieces go; not disposed here.</param>
/// <param name="header">What they are bound to.</param>
/// <param name="key">The key.</param>
internal sealed class SealingStream(Stream to, BundleHeader header, byte[] key) : ForwardStream
{
    private readonly AesGcm _cipher = new(key, SealedPiece.TagSize);
    private readonly byte[] _content = new byte[SealedPiece.Size];
    private readonly byte[] _piece = new byte[SealedPiece.Size + SealedPiece.TagSize];
    private int _length;
    private long _place;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Writes the last piece.</summary>
    public async Task CompleteAsync() => await WritePieceAsync(isLast: true);

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_length == SealedPiece.Size)
            {
                await WritePieceAsync(isLast: false);
            }

            int fits = Math.Min(buffer.Length, SealedPiece.Size - _length);
            buffer[..fits].CopyTo(_content.AsMemory(_length));
            _length += fits;
            buffer = buffer[fits..];
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
        // A piece is written when it is full.
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _cipher.Dispose();
        base.Dispose(disposing);
    }

    private async Task WritePieceAsync(bool isLast)
    {
        SealedPiece.Seal(_cipher, header, _place++, isLast, _content.AsSpan(0, _length), _piece);
        await to.WriteAsync(_piece.AsMemory(0, _length + SealedPiece.TagSize));
        _length = 0;
    }
}
