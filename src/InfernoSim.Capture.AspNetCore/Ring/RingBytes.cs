namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>What is kept of an event, in up to three pieces that will stand one behind the other.</summary>
/// <param name="head">The first.</param>
/// <param name="primary">The second.</param>
/// <param name="response">The third.</param>
internal readonly ref struct RingBytes(ReadOnlySpan<byte> head, ReadOnlySpan<byte> primary = default, ReadOnlySpan<byte> response = default)
{
    private readonly ReadOnlySpan<byte> _head = head;
    private readonly ReadOnlySpan<byte> _primary = primary;
    private readonly ReadOnlySpan<byte> _response = response;

    /// <summary>How many bytes they are.</summary>
    public int Length => _head.Length + _primary.Length + _response.Length;

    /// <summary>Puts them where they are kept.</summary>
    /// <param name="to">There; long enough.</param>
    public void CopyTo(Span<byte> to)
    {
        _head.CopyTo(to);
        _primary.CopyTo(to[_head.Length..]);
        _response.CopyTo(to[(_head.Length + _primary.Length)..]);
    }
}
