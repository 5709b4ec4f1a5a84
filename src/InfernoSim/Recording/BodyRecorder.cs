using System.Buffers;
using System.Security.Cryptography;
using InfernoSim.Incidents;

namespace InfernoSim.Recording;

/// <summary>
/// Keeps the first bytes of a body that passes by, and the size and hash of all of it. A body that is short enough to be
/// kept whole is hashed in one go, when its hash is asked for, which costs less than a running hash.
/// </summary>
/// <param name="limit">How many bytes are kept.</param>
/// <param name="memory">Where the memory for them comes from; <see langword="null"/> where nobody counts it.</param>
internal sealed class BodyRecorder(int limit, IBodyMemory? memory = null)
{
    // So much is taken at once where as much is announced; nobody has to send what he announces.
    private const int MostTakenAtOnce = 64 * 1024;

    // Request and response may pass at the same time, and the response's end takes down the request as far as it came.
    private readonly Lock _lock = new();
    private PieceTimes? _times;
    private Action<long>? _passing;
    private byte[] _kept = [];
    private int _keptLength;
    private int _expected;
    private long _size;
    private IncrementalHash? _hash;
    private bool _sealed;
    private bool _isRefused;

    /// <summary>Whether there was no memory for it. Nothing of it is kept then, whatever was kept before.</summary>
    public bool IsRefused => Volatile.Read(ref _isRefused);

    /// <summary>How many bytes have passed.</summary>
    public long Size => Volatile.Read(ref _size);

    /// <summary>How many of them are to be kept.</summary>
    public long Wanted => Math.Min(limit, Size);

    /// <summary>When the pieces came; none where all came at once.</summary>
    public IReadOnlyList<ResponsePiece> Pieces
    {
        get
        {
            lock (_lock)
            {
                return _times?.Seal() ?? [];
            }
        }
    }

    /// <summary>It matters when its bytes come. Called before any has.</summary>
    /// <param name="times">Takes it down.</param>
    public void Time(PieceTimes times)
    {
        lock (_lock)
        {
            _times = times;
        }
    }

    /// <summary>It matters how its bytes follow those of another body. Called before any has come.</summary>
    /// <param name="passing">Is told how many bytes there are with those that pass now, 0 at a beginning.</param>
    public void Follow(Action<long> passing)
    {
        lock (_lock)
        {
            _passing = passing;
        }
    }

    /// <summary>How long it is said to be. Called before any has come: then it need not be moved as it grows.</summary>
    /// <param name="bytes">How many bytes.</param>
    public void Expect(long bytes)
    {
        lock (_lock)
        {
            _expected = (int)Math.Clamp(bytes, 0, Math.Min(limit, MostTakenAtOnce));
        }
    }

    /// <summary>What the body follows is there; a server may have been given the first bytes before that.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _times?.Begin();
            if (_size > 0)
            {
                _times?.Add(_size);
            }

            _passing?.Invoke(_size);
        }
    }

    /// <summary>Takes note of bytes that pass.</summary>
    /// <param name="bytes">The bytes; copied.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_sealed || bytes.IsEmpty)
            {
                return;
            }

            _size += bytes.Length;
            _times?.Add(_size);
            _passing?.Invoke(_size);
            if (_isRefused)
            {
                return;
            }

            int fits = Math.Min(bytes.Length, limit - _keptLength);
            if (_hash is null && fits < bytes.Length)
            {
                _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                _hash.AppendData(_kept, 0, _keptLength);
            }

            if (TryKeep(bytes[..fits]))
            {
                _hash?.AppendData(bytes);
            }
        }
    }

    /// <summary>What has passed so far, copied; the recording goes on.</summary>
    public RecordedBody Peek()
    {
        lock (_lock)
        {
            return _size == 0 ? RecordedBody.None : RecordedBody.FromBytes(_kept.AsMemory(0, _keptLength).ToArray(), _size, truncated: true);
        }
    }

    /// <summary>The body is sent once more, from its beginning.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            if (!_sealed && _size > 0)
            {
                FreeKept();
                _size = 0;
                _passing?.Invoke(0);
            }
        }
    }

    /// <summary>Ends the recording; what passes afterwards is not noted.</summary>
    /// <param name="cut">Whether the body broke off.</param>
    /// <returns>The body; its bytes are valid until <see cref="Release"/>.</returns>
    public RecordedBody Seal(bool cut = false)
    {
        lock (_lock)
        {
            _sealed = true;
            if (_size == 0 && !cut)
            {
                return RecordedBody.None;
            }

            if (_isRefused)
            {
                return RecordedBody.FromBytes(default, _size, truncated: true);
            }

            ReadOnlyMemory<byte> kept = _kept.AsMemory(0, _keptLength);
            if (_hash is null)
            {
                return cut ? RecordedBody.FromBytes(kept, _size, Convert.ToHexStringLower(SHA256.HashData(kept.Span)), truncated: true) : RecordedBody.OfWhole(kept);
            }

            return RecordedBody.FromBytes(kept, _size, Convert.ToHexStringLower(_hash.GetHashAndReset()), truncated: true);
        }
    }

    /// <summary>Gives the memory back, once the event has been serialised.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _sealed = true;
            FreeKept();
        }
    }

    private void FreeKept()
    {
        _hash?.Dispose();
        _hash = null;
        byte[] kept = _kept;
        _kept = [];
        _keptLength = 0;
        if (kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(kept);
            memory?.Return(kept.Length);
        }
    }

    private bool TryKeep(ReadOnlySpan<byte> bytes)
    {
        int needed = _keptLength + bytes.Length;
        if (needed > _kept.Length && !TryGrow(needed))
        {
            _isRefused = true;
            FreeKept();
            return false;
        }

        bytes.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength = needed;
        return true;
    }

    private bool TryGrow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _kept.Length == 0 ? _expected : (int)Math.Min(limit, _kept.Length * 2L)));
        if (memory?.TryTake(larger.Length) == false)
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        byte[] kept = _kept;
        kept.AsSpan(0, _keptLength).CopyTo(larger);
        _kept = larger;
        if (kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(kept);
            memory?.Return(kept.Length);
        }

        return true;
    }
}
