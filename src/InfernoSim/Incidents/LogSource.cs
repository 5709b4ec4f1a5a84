using System.Buffers;
using System.Buffers.Text;
using System.IO.Hashing;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace InfernoSim.Incidents;

/// <summary>A log that was read, from which the bodies of its events are fetched when they are asked for.</summary>
/// <param name="path">The file.</param>
/// <param name="content">What is in it, where it is in memory; otherwise <see langword="null"/>.</param>
internal sealed class LogSource(string path, ReadOnlyMemory<byte>? content = null)
{
    private SafeFileHandle? _handle;

    public string Path => path;

    /// <summary>What a piece of the log must still be when it is fetched.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> piece) => XxHash3.HashToUInt64(piece);

    /// <summary>Fetches the bytes of a body, whichever form they have in the log.</summary>
    /// <exception cref="IncidentFormatException">The file is gone or was changed, or a string is not base64.</exception>
    public byte[] Read(in LogPiece piece)
    {
        if (!piece.IsJson)
        {
            return ReadBase64(piece);
        }

        byte[] json = new byte[piece.Length];
        Fetch(piece, json);
        return json;
    }

    private byte[] ReadBase64(in LogPiece piece)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(piece.Length);
        try
        {
            Span<byte> quoted = buffer.AsSpan(0, piece.Length);
            Fetch(piece, quoted);
            return Decode(piece, quoted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Fetch(in LogPiece piece, Span<byte> destination)
    {
        if (content is { } inMemory)
        {
            inMemory.Span.Slice((int)piece.Offset, piece.Length).CopyTo(destination);
            return;
        }

        int read = 0;
        try
        {
            SafeFileHandle handle = Open();
            int chunk;
            do
            {
                chunk = RandomAccess.Read(handle, destination[read..], piece.Offset + read);
                read += chunk;
            }
            while (chunk > 0 && read < destination.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IncidentFormatException(path, piece.Line, 0, $"A body cannot be read any more: {e.Message}", "Keep the incident in place while it is replayed.", e);
        }

        if (read < destination.Length || HashOf(destination) != piece.Hash)
        {
            throw new IncidentFormatException(path, piece.Line, 0, "The file was changed after it was read.", "Keep the incident as it is while it is replayed.");
        }
    }

    private byte[] Decode(in LogPiece piece, ReadOnlySpan<byte> quoted)
    {
        ReadOnlySpan<byte> text = quoted[1..^1];
        if (text.Contains((byte)'\\'))
        {
            text = Unescape(quoted);
        }

        byte[] decoded = new byte[LogPiece.DecodedLength(text)];
        return Base64.DecodeFromUtf8(text, decoded, out _, out int written) == OperationStatus.Done && written == decoded.Length
            ? decoded
            : throw new IncidentFormatException(path, piece.Line, 0, $"{EventFields.NameOf(piece.Field)} is not base64.", "Repair the value, or remove the line.");
    }

    /// <summary>Some encoders write <c>+</c> and <c>/</c> as escapes.</summary>
    private static byte[] Unescape(ReadOnlySpan<byte> quoted)
    {
        var json = new Utf8JsonReader(quoted);
        json.Read();
        byte[] text = new byte[quoted.Length];
        return text[..json.CopyString(text)];
    }

    private SafeFileHandle Open()
    {
        if (Volatile.Read(ref _handle) is { } open)
        {
            return open;
        }

        SafeFileHandle opened = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (Interlocked.CompareExchange(ref _handle, opened, null) is { } first)
        {
            opened.Dispose();
            return first;
        }

        return opened;
    }
}
