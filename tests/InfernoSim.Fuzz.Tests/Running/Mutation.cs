using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CsCheck;

namespace InfernoSim.Fuzz.Tests.Running;

/// <summary>One change of an input.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="At">Where, as a number that is taken modulo the length.</param>
/// <param name="Other">Where else, or how much.</param>
/// <param name="Choice">Which of several values.</param>
internal sealed record Mutation(int Kind, uint At, uint Other, uint Choice)
{
    private const int Kinds = 16;
    private const int LongestInput = 64 * 1024;
    private const int MostMutations = 8;
    private const int MostRepeats = 64;

    private static readonly byte[] Bytes = [0, 1, 9, 10, 13, 32, 34, 37, 39, 44, 45, 46, 47, 48, 57, 58, 59, 61, 91, 92, 93, 123, 125, 127, 128, 192, 255];

    private static readonly long[] Numbers = [0, 1, -1, 4, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue - 1, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    private static readonly byte[][] Texts =
    [
        .. FuzzTarget.BytesOf(
            "\r\n", "\r\n\r\n", "\"", "\\u0000", "\\ud800", "\\udc00", "\\", "%00", "%ff", "%", "{}", "[]", "{", "[", "]", "}", ":", ",", "null", "true", "\0", "é", "💥", "\u202e", "\uFEFF",
            "-0", "1e999", "1e-999", "0.1", "00", "7fffffff", "ffffffff", "9223372036854775808", "NaN", "/*", "*/", "--", "''", "$$", "&", "=", ";", "..", "//", "://", "@", "#", "?", "*", "+", "(", ")", "<", ">"),
        [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF],
    ];

    /// <summary>The inputs that are tried of a target: entries of its corpus, each with up to eight changes.</summary>
    /// <param name="target">The target.</param>
    public static Gen<byte[]> InputsOf(FuzzTarget target)
    {
        IReadOnlyList<byte[]> words = [.. Texts, .. target.Words];
        Gen<Mutation> one = Gen.Select(Gen.Int[0, Kinds - 1], Gen.UInt, Gen.UInt, Gen.UInt).Select(t => new Mutation(t.Item1, t.Item2, t.Item3, t.Item4));
        return Gen.Select(Gen.Int[0, target.Corpus.Count - 1], one.Array[0, MostMutations]).Select(t => t.Item2.Aggregate(
            target.Corpus[t.Item1],
            (input, mutation) => mutation.Apply(input, target.Corpus, words)));
    }

    private byte[] Apply(byte[] input, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> words)
    {
        int at = (int)(At % ((uint)input.Length + 1));
        byte[] other = corpus[(int)(Choice % (uint)corpus.Count)];
        byte[] changed = Kind switch
        {
            0 => With(input, at, value => (byte)(value ^ (1 << (int)(Choice % 8)))),
            1 => With(input, at, _ => Bytes[Choice % Bytes.Length]),
            2 => With(input, at, _ => (byte)Choice),
            3 => Put(input, at, 0, [Bytes[Choice % Bytes.Length]]),
            4 or 5 => Put(input, at, Length(input, at), []),
            6 => Put(input, at, 0, Repeated(input.AsSpan(at, Length(input, at)), 1 + (int)(Choice % 4))),
            7 => Put(input, at, 0, Repeated(input.AsSpan(at, Math.Min(4, Length(input, at))), (int)(Choice % MostRepeats))),
            8 => input[..at],
            9 => Put(input, at, 0, PieceOf(other)),
            10 => [.. input.AsSpan(0, at), .. other.AsSpan((int)(Other % ((uint)other.Length + 1)))],
            11 or 12 => Put(input, at, 0, words[(int)(Choice % (uint)words.Count)]),
            13 => Put(input, at, Length(input, at), words[(int)(Choice % (uint)words.Count)]),
            14 => WithNumber(input, at),
            _ => WithText(input, at),
        };
        return changed.Length > LongestInput ? changed[..LongestInput] : changed;
    }

    // Short pieces as a rule.
    private int Length(byte[] input, int at) => Math.Min(input.Length - at, 1 + (int)(Other % 8 == 0 ? Other % 1000 : Other % 17));

    private byte[] PieceOf(byte[] other)
    {
        int start = (int)(Other % ((uint)other.Length + 1));
        return other.AsSpan(start, Length(other, start)).ToArray();
    }

    // A number of two, four or eight bytes, as binary protocols have them.
    private byte[] WithNumber(byte[] input, int at)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, Numbers[Choice % Numbers.Length]);
        number = number[^(2 << (int)(Other % 3))..];
        return Put(input, at, Math.Min(number.Length, input.Length - at), number.ToArray());
    }

    // A number as text, in place of the next one.
    private byte[] WithText(byte[] input, int at)
    {
        int start = input.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0)
        {
            return input;
        }

        start += at;
        int end = input.AsSpan(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return Put(input, start, end < 0 ? input.Length - start : end, Encoding.ASCII.GetBytes(Numbers[Choice % Numbers.Length].ToString(CultureInfo.InvariantCulture)));
    }

    private static byte[] With(byte[] input, int at, Func<byte, byte> change)
    {
        if (at == input.Length)
        {
            return input;
        }

        byte[] changed = [.. input];
        changed[at] = change(changed[at]);
        return changed;
    }

    private static byte[] Put(byte[] input, int at, int removed, byte[] put) => [.. input.AsSpan(0, at), .. put, .. input.AsSpan(at + removed)];

    private static byte[] Repeated(ReadOnlySpan<byte> piece, int times)
    {
        var repeated = new List<byte>();
        for (int i = 0; i < times && repeated.Count < LongestInput; i++)
        {
            repeated.AddRange(piece);
        }

        return [.. repeated];
    }
}
