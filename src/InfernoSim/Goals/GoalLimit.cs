using System.Globalization;

namespace InfernoSim.Goals;

/// <summary>The limit of a goal, and its figure, as text with a unit.</summary>
internal static class GoalLimit
{
    private static readonly (string Unit, double Factor)[] Sizes =
    [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1),
    ];

    /// <summary>Reads a limit of 0 or more.</summary>
    /// <param name="text">A number with its unit.</param>
    /// <param name="unit">What it has to be measured in.</param>
    /// <param name="limit">In milliseconds, percent, requests a second, bytes, or as it stands.</param>
    public static bool TryParse(string text, GoalUnit unit, out double limit)
    {
        limit = 0;
        switch (unit)
        {
            case GoalUnit.Time:
                bool isTime = GoDuration.TryParse(text.Replace(" ", "", StringComparison.Ordinal), out TimeSpan time) && time >= TimeSpan.Zero;
                limit = time.TotalMilliseconds;
                return isTime;
            case GoalUnit.Share:
                return text == "0" || (TryNumber(text, "%", out limit) && limit <= 100);
            case GoalUnit.Rate:
                return TryNumber(text, "req/s", out limit) || TryNumber(text, "/s", out limit);
            case GoalUnit.Size:
                (string name, double factor) = Sizes.FirstOrDefault(size => text.EndsWith(size.Unit, StringComparison.OrdinalIgnoreCase), ("B", 1));
                bool isSize = TryNumber(text, name, out limit);
                limit *= factor;
                return isSize;
            default:
                return TryNumber(text, "", out limit);
        }
    }

    /// <summary>What a limit has to be, for someone who wrote something else.</summary>
    public static string Describe(GoalUnit unit) => unit switch
    {
        GoalUnit.Time => "a duration with its unit (us, ms, s, m)",
        GoalUnit.Share => "a share from 0% to 100%",
        GoalUnit.Rate => "a number of requests a second (req/s)",
        GoalUnit.Size => "a size with its unit (B, KB, MB, KiB, MiB)",
        _ => "a number of 0 or more without a unit",
    };

    /// <summary>A figure for a person.</summary>
    public static string Format(double figure, GoalUnit unit) => unit switch
    {
        GoalUnit.Time => $"{Number(figure)} ms",
        GoalUnit.Share => $"{figure.ToString("0.###", CultureInfo.InvariantCulture)} %",
        GoalUnit.Rate => $"{Number(figure)} req/s",
        GoalUnit.Size => figure < 1000 ? $"{Number(figure)} B" : figure < 1e6 ? $"{Number(figure / 1e3)} KB" : $"{Number(figure / 1e6)} MB",
        _ => figure.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private static bool TryNumber(string text, string unit, out double number)
    {
        number = 0;
        return text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
            && double.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    private static string Number(double figure) => figure.ToString(figure < 100 ? "0.##" : "0.#", CultureInfo.InvariantCulture);
}
