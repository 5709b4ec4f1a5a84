using System.Security.Cryptography;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Bundling;

/// <summary>Decrypts what a <see cref="SealingStream"/> has written. It ends with the last piece, and fails where there is none.</summary>
/// <param name="from">The pieces; not disposed here.</param>
/// <param name="header">What they are bound to.</param>
/// <param name="key">The key.</param>
/// <param name="path">The bundle, for messages.</param>
internal sealed class OpeningStream(Stream from, BundleHeader header, byte[] key, string path) : ForwardStream
{
    private readonly AesGcm _cipher = new(key, SealedPiece.TagSize);
    private readonly byte[] _content = new byte[SealedPiece.Size];

    // One byte more than a piece tells whether it is the last.
    private readonly byte[] _piece = new byte[SealedPiece.Size + SealedPiece.TagSize + 1];
    private int _ahead;
    private int _at;
    private int _length;
    private long _place;
    private bool _isAtEnd;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_at == _length && !_isAtEnd)
        {
            await ReadPieceAsync(cancellationToken);
        }

        int taken = Math.Min(buffer.Length, _length - _at);
        _content.AsMemory(_at, taken).CopyTo(buffer);
        _at += taken;
        return taken;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _cipher.Dispose();
        base.Dispose(disposing);
    }

    private async Task ReadPieceAsync(CancellationToken cancellationToken)
    {
        int there = _ahead + await from.ReadAtLeastAsync(_piece.AsMemory(_ahead), _piece.Length - _ahead, throwOnEndOfStream: false, cancellationToken);
        bool isLast = there < _piece.Length;
        int length = isLast ? there : _piece.Length - 1;
        if (length < SealedPiece.TagSize)
        {
            throw Refused();
        }

        try
        {
            SealedPiece.Open(_cipher, header, _place++, isLast, _piece.AsSpan(0, length), _content);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Refused();
        }

        (_at, _length, _isAtEnd) = (0, length - SealedPiece.TagSize, isLast);
        _ahead = isLast ? 0 : 1;
        _piece[0] = _piece[^1];
    }

    private CliException Refused() => new($"{path} does not open: the passphrase is another one, or the file was changed or cut short{(_place > 1 ? $", {_place - 1} pieces after its beginning" : "")}");
}
