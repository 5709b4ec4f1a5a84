using System.Buffers.Binary;

namespace InfernoSim.Matching;

/// <summary>Counts the messages of a body of gRPC while it comes.</summary>
internal sealed class GrpcMessageCounter
{
    private readonly byte[] _prefix = new byte[GrpcMessages.PrefixLength];
    private int _ofPrefix;
    private long _left;

    /// <summary>How many have come in full.</summary>
    public int Count { get; private set; }

    /// <summary>More of the body has come.</summary>
    /// <param name="bytes">It, cut anywhere.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int taken = _left > 0 ? (int)Math.Min(_left, bytes.Length) : Math.Min(_prefix.Length - _ofPrefix, bytes.Length);
            if (_left > 0)
            {
                _left -= taken;
                Count += _left == 0 ? 1 : 0;
            }
            else
            {
                bytes[..taken].CopyTo(_prefix.AsSpan(_ofPrefix));
                _ofPrefix += taken;
                Begin();
            }

            bytes = bytes[taken..];
        }
    }

    private void Begin()
    {
        if (_ofPrefix == _prefix.Length)
        {
            _ofPrefix = 0;
            _left = BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1));
            Count += _left == 0 ? 1 : 0;
        }
    }
}
