using System.Buffers;
using System.Buffers.Binary;

namespace InfernoSim.Matching;

/// <summary>
/// A trace id as a number. Whoever keeps many of them for a while keeps no texts, which the garbage collector would have to move about for as long.
/// </summary>
internal readonly record struct TraceKey
{
    private readonly UInt128 _id;

    private TraceKey(UInt128 id) => _id = id;

    /// <summary>Reads one.</summary>
    /// <param name="digits">32 hex digits; anything else is none.</param>
    /// <returns>The id; <see langword="null"/> for none.</returns>
    public static TraceKey? TryRead(string? digits)
    {
        Span<byte> id = stackalloc byte[16];
        return digits is { Length: 32 } && Convert.FromHexString(digits, id, out _, out _) == OperationStatus.Done ? new TraceKey(BinaryPrimitives.ReadUInt128BigEndian(id)) : null;
    }

    /// <summary>The 32 lower-case hex digits.</summary>
    public override string ToString() => _id.ToString("x32", null);
}
