using System.Buffers.Binary;
using System.IO.Hashing;

namespace InfernoSim.Load;

/// <summary>When arrivals are due, counted from the start. It knows nothing of the service: that is what makes load open-loop.</summary>
internal sealed class ArrivalSchedule
{
    private readonly double _rate;
    private readonly ulong? _seed;
    private long _count;
    private double _seconds;

    private ArrivalSchedule(double rate, ulong? seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        _rate = rate;
        _seed = seed;
    }

    /// <summary>The mean time between two arrivals.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(1 / _rate);

    /// <summary>Arrivals at equal intervals, the first at once.</summary>
    /// <param name="rate">Arrivals a second; more than 0.</param>
    public static ArrivalSchedule Constant(double rate) => new(rate, null);

    /// <summary>Arrivals that do not know of one another: exponentially distributed intervals.</summary>
    /// <param name="rate">Arrivals a second on average; more than 0.</param>
    /// <param name="seed">The same seed gives the same arrivals.</param>
    public static ArrivalSchedule Poisson(double rate, ulong seed) => new(rate, seed);

    /// <summary>When the next arrival is due.</summary>
    public TimeSpan Next()
    {
        long number = _count++;
        if (_seed is not { } seed)
        {
            // Multiplied, not added up, so that a schedule of any length keeps its rate.
            return TimeSpan.FromSeconds(number / _rate);
        }

        _seconds -= Math.Log(1 - Uniform(seed, number)) / _rate;
        return TimeSpan.FromSeconds(_seconds);
    }

    // In [0, 1), from the 53 bits that a double holds.
    private static double Uniform(ulong seed, long number)
    {
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        BinaryPrimitives.WriteInt64LittleEndian(key[8..], number);
        return (XxHash64.HashToUInt64(key) >> 11) * (1.0 / (1UL << 53));
    }
}
