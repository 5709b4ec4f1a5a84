using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using InfernoSim.Observations;

namespace InfernoSim.Calls;

/// <summary>
/// The trace ids of a replay. An id says itself which request it belongs to, so that nothing has to be remembered about a
/// request that is over in order to know whose late call has just come in.
/// </summary>
/// <remarks>
/// 16 hex digits name the replay, 16 hold run (16 bits), worker (16 bits) and exchange (32 bits), mixed so that samplers
/// which look at a few bits of an id see a spread of values. Neither half is ever zero, as W3C trace context requires of
/// a trace id, and of the parent id that is made of the second half.
/// </remarks>
internal sealed class ReplayTraceIds
{
    // Odd, so that multiplication is a bijection on 64 bits; the inverse undoes it.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private static readonly ulong Inverse = InverseOf(Multiplier);
    private readonly string _replay;

    public ReplayTraceIds(ulong seed, string incidentIdentity)
    {
        byte[] key = new byte[sizeof(ulong) + (incidentIdentity.Length * sizeof(char))];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        for (int i = 0; i < incidentIdentity.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(key.AsSpan(sizeof(ulong) + (i * sizeof(char))), incidentIdentity[i]);
        }

        ulong replay = XxHash64.HashToUInt64(key);
        _replay = (replay == 0 ? 1 : replay).ToString("x16", CultureInfo.InvariantCulture);
    }

    public string Encode(ReplayAddress address)
    {
        ulong packed = ((ulong)(ushort)address.Run << 48) | ((ulong)(ushort)address.Worker << 32) | (uint)address.Exchange;
        ulong mixed = Mix(packed + 1);
        return string.Create(32, (_replay, mixed), static (span, state) =>
        {
            state._replay.CopyTo(span);
            state.mixed.TryFormat(span[16..], out _, "x16", CultureInfo.InvariantCulture);
        });
    }

    /// <summary>Reads an id back.</summary>
    /// <param name="traceId">32 lower-case hex digits.</param>
    /// <param name="address">Whose it is.</param>
    /// <returns><see langword="false"/> when the id was not made by this replay.</returns>
    public bool TryDecode(string? traceId, out ReplayAddress address)
    {
        address = default;
        if (traceId is not { Length: 32 }
            || !traceId.StartsWith(_replay, StringComparison.Ordinal)
            || !ulong.TryParse(traceId.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong mixed))
        {
            return false;
        }

        ulong packed = Unmix(mixed) - 1;
        address = new ReplayAddress((ushort)(packed >> 48), (ushort)(packed >> 32), (int)(uint)packed);
        return true;
    }

    private static ulong Mix(ulong value)
    {
        value *= Multiplier;
        value ^= value >> 32;
        return value * Multiplier;
    }

    private static ulong Unmix(ulong value)
    {
        value *= Inverse;
        value ^= value >> 32;
        return value * Inverse;
    }

    // Newton's iteration modulo 2^64: each step doubles the number of right bits.
    private static ulong InverseOf(ulong odd)
    {
        ulong inverse = odd;
        for (int i = 0; i < 6; i++)
        {
            inverse *= 2 - (odd * inverse);
        }

        return inverse;
    }
}
