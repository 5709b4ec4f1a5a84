using System.Buffers;
using System.Security.Cryptography;
using InfernoSim.Planning;

namespace InfernoSim.Responses;

/// <summary>
/// A response body as read: its bytes up to a limit, and, past the limit, its length and hash, so that a body of any size
/// can be compared with a recorded one in bounded memory.
/// </summary>
/// <param name="Bytes">The bytes; a prefix when <paramref name="Size"/> is larger.</param>
/// <param name="Size">The length of the whole body, in bytes.</param>
/// <param name="Sha256">SHA-256 of the whole body in lower-case hex, only where it was asked for or the limit was passed.</param>
internal sealed record ObservedBody(ReadOnlyMemory<byte> Bytes, long Size, string? Sha256)
{
    /// <summary>Bodies are kept up to this size; a larger one is compared by size and hash.</summary>
    public const int Limit = 16 * 1024 * 1024;

    private const int FirstBuffer = 4096;

    public static ObservedBody Empty { get; } = new(ReadOnlyMemory<byte>.Empty, 0, null);

    public bool IsWhole => Bytes.Length == Size;

    /// <summary>Reads a body to its end.</summary>
    /// <param name="content">The response content.</param>
    /// <param name="hash">Whether the hash is needed although the body fits.</param>
    /// <param name="onBytes">Gets the bytes whenever some came.</param>
    /// <param name="left">Where the client left in the incident; <see langword="null"/> to read to the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<ObservedBody> ReadAsync(HttpContent content, bool hash, Action<ReadOnlyMemory<byte>> onBytes, LeftResponse? left, CancellationToken cancellationToken)
    {
        LeftResponse.Progress? progress = left is null ? null : new LeftResponse.Progress();
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        int hint = (int)Math.Clamp(content.Headers.ContentLength ?? FirstBuffer, 0, Limit);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(hint + 1);
        try
        {
            int kept = 0;
            while (kept < Limit)
            {
                if (progress is not null && left!.EnoughOf(progress, buffer.AsSpan(0, kept)) is var enough && enough >= 0)
                {
                    return new ObservedBody(buffer.AsSpan(0, enough).ToArray(), enough, null);
                }

                int read = await stream.ReadAsync(buffer.AsMemory(kept), cancellationToken);
                if (read == 0)
                {
                    byte[] whole = buffer.AsSpan(0, kept).ToArray();
                    return new ObservedBody(whole, kept, hash ? Convert.ToHexStringLower(SHA256.HashData(whole)) : null);
                }

                onBytes(buffer.AsMemory(kept, read));
                kept += read;
                if (kept == buffer.Length)
                {
                    buffer = Grow(buffer, kept);
                }
            }

            return await HashRestAsync(stream, buffer.AsMemory(0, kept), onBytes, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<ObservedBody> HashRestAsync(Stream stream, Memory<byte> start, Action<ReadOnlyMemory<byte>> onBytes, CancellationToken cancellationToken)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(start.Span);
        byte[] kept = start.ToArray();
        long size = kept.Length;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
            {
                onBytes(chunk.AsMemory(0, read));
                size += read;
                sha.AppendData(chunk, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return new ObservedBody(kept, size, Convert.ToHexStringLower(sha.GetHashAndReset()));
    }

    private static byte[] Grow(byte[] buffer, int kept)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
