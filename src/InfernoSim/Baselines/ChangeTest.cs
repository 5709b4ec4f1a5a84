using InfernoSim.Measuring;

namespace InfernoSim.Baselines;

/// <summary>
/// Whether one more replay is what the earlier ones let expect. The replay, not the request or the run, is what is sampled:
/// two replays of one build differ by more than the runs within one, because the machine, the memory layout and what else
/// runs change between them (Kalibera and Jones, "Rigorous benchmarking in reasonable time", ISMM 2013). The interval is
/// the prediction interval for a single further observation of a normal distribution (Hahn and Meeker, "Statistical
/// Intervals", 1991, section 4.7), taken of logarithms, because times are skewed and a change is a factor. A rank test, as
/// Mann-Whitney's, has no power here: of one observation against fewer than 99 it can never say 1 %. Nor has a bootstrap
/// a tail to draw from with so few.
/// </summary>
internal static class ChangeTest
{
    /// <summary>With fewer, how they differ is not known.</summary>
    public const int FewestSessions = 5;

    /// <summary>Each end of the interval is passed by chance once in a hundred.</summary>
    public const string Confidence = "98 %";

    /// <summary>The same for one of many figures: once in a thousand.</summary>
    public const string ConfidenceOfMany = "99.8 %";

    /// <summary>A change by less is of no interest, however sure it is.</summary>
    public const double SmallestEffect = 0.05;

    /// <summary>The interval of the change from the earlier replays to this one, as logarithms of factors.</summary>
    /// <param name="earlier">One value for each earlier replay, at least <see cref="FewestSessions"/>; all more than 0.</param>
    /// <param name="now">The value of this one, more than 0.</param>
    /// <param name="isOneOfMany">
    /// Whether it is one of up to ten figures of which any may fail: each end is then passed by chance once in a thousand, and
    /// one of them all once in a hundred (Bonferroni's correction).
    /// </param>
    public static (double Low, double Change, double High) Interval(IReadOnlyList<double> earlier, double now, bool isOneOfMany = false)
    {
        double[] logs = [.. earlier.Select(value => Math.Log(value))];
        double mean = logs.Average();
        double spread = Math.Sqrt(logs.Sum(value => (value - mean) * (value - mean)) / (logs.Length - 1));
        double quantile = isOneOfMany ? Quantiles.StudentT999(logs.Length - 1) : Quantiles.StudentT99(logs.Length - 1);
        double reach = quantile * spread * Math.Sqrt(1 + (1.0 / logs.Length));
        double change = Math.Log(now) - mean;
        return (change - reach, change, change + reach);
    }
}
