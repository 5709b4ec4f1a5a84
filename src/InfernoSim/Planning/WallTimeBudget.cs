using System.Globalization;

namespace InfernoSim.Planning;

/// <summary>Says before the first request when a run cannot be over in time, and what would make it fit.</summary>
internal static class WallTimeBudget
{
    // Room for the answers and for timers that fire late.
    private const double Headroom = 1.2;

    private const int SearchSteps = 30;

    public static void ThrowIfTooShort(ReplayPlan plan)
    {
        TimeSpan budget = plan.Options.MaxWallTime;
        TimeSpan needed = plan.Schedule.Length;
        if (budget <= TimeSpan.Zero || needed <= budget || plan.Options.Time == ReplayTime.Virtual)
        {
            return;
        }

        OptionWording words = plan.Words;
        var remedies = new List<string> { words.WithValue(nameof(ReplayOptions.MaxWallTime), GoDuration.Format(CeilingSeconds(needed * Headroom))) };
        double share = ShareThatFits(plan, budget / Headroom);
        if (share > 0)
        {
            remedies.Add(words.WithValue(nameof(ReplayOptions.TimeScale), FloorFigures(plan.Options.TimeScale * share)));
            remedies.Add(words.WithValue(nameof(ReplayOptions.Density), CeilingFigures(plan.Options.Density / share)));
        }
        else
        {
            remedies.Add(words.Say("{TimeScale=0} with {MinGap=0s}"));
        }

        throw new ReplayConfigurationException(
            $"The schedule of {plan.Exchanges.Length} exchanges takes {GoDuration.Format(CeilingSeconds(needed))} a run, but {words.Name(nameof(ReplayOptions.MaxWallTime))} is "
            + $"{GoDuration.Format(budget)} a run, so no run could complete. Any of these makes it fit: {string.Join(", ", remedies)}.");
    }

    // Gaps at the least gap do not shrink with the others, so that the share has to be searched for.
    private static double ShareThatFits(ReplayPlan plan, TimeSpan length)
    {
        double fits = 0;
        double exceeds = 1;
        for (int i = 0; i < SearchSteps; i++)
        {
            double share = (fits + exceeds) / 2;
            ReplayOptions options = plan.Options with { TimeScale = plan.Options.TimeScale * share };
            bool isShortEnough = ReplaySchedule.Create([.. plan.Exchanges.Select(exchange => exchange.Recorded)], options).Length <= length;
            (fits, exceeds) = isShortEnough ? (share, exceeds) : (fits, share);
        }

        // A time scale or density that takes more figures than a person would type is no remedy.
        bool isUsable = plan.Options.TimeScale * fits >= 1e-6 && plan.Options.Density / fits <= 1e5;
        return isUsable ? fits : 0;
    }

    private static TimeSpan CeilingSeconds(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));

    private static string FloorFigures(double value) => Round(value, Math.Floor);

    private static string CeilingFigures(double value) => Round(value, Math.Ceiling);

    // Two significant figures, to the side that fits.
    private static string Round(double value, Func<double, double> direction)
    {
        double magnitude = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return (direction(value / magnitude) * magnitude).ToString("0.##########", CultureInfo.InvariantCulture);
    }
}
