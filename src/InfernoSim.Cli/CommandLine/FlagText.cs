using System.Globalization;

namespace InfernoSim.Cli.CommandLine;

/// <summary>How the text of a flag becomes a number, a duration or a size. Every message has the value and an example that works.</summary>
internal static class FlagText
{
    // A PiB.
    private const long LargestFile = 1L << 50;

    private static readonly (string Suffix, int Factor)[] Units =
    [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1), ("", 1),
    ];

    public static Func<string, int> WholeNumber(int least, int most, string example) => text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new CliException($"'{text}' is not a whole number from {least} to {most}; for example {example}");

    public static ulong Seed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new CliException($"'{text}' is not a whole number from 0 to {ulong.MaxValue}; for example 42");

    /// <summary>A duration in Go's form that is not negative.</summary>
    public static Func<string, TimeSpan> Duration(string example) => text => DurationText.Parse(text, example);

    /// <summary>A size in bytes: a whole number, alone or with B, KB, MB, GB (1000s) or KiB, MiB, GiB (1024s).</summary>
    public static int ByteSize(string text) => (int)Size(text, 0, int.MaxValue, "64KiB, 1MiB or 1048576");

    /// <summary>A size within limits, written in the same way.</summary>
    public static Func<string, int> ByteSizeFrom(int least, int most, string example) => text => (int)Size(text, least, most, example);

    /// <summary>A size of what lies on a disk, written in the same way.</summary>
    public static long FileSize(string text) => Size(text, 1, LargestFile, "500MB or 2GiB");

    /// <summary>A size of what may lie on a disk, or nothing, written in the same way.</summary>
    public static long DiskSize(string text) => Size(text, 0, LargestFile, "0, 500MB or 2GiB");

    private static long Size(string text, long least, long most, string example)
    {
        (string suffix, int factor) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        return long.TryParse(text.AsSpan(0, text.Length - suffix.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out long count) &&
            count <= most / factor && count * factor >= least
                ? count * factor
                : throw new CliException($"'{text}' is not a size from {least} to {most} bytes; for example {example}");
    }
}
