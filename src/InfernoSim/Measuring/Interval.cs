namespace InfernoSim.Measuring;

/// <summary>A figure with its 95 % confidence interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end; <see cref="double.PositiveInfinity"/> where too few observations bound it.</param>
internal readonly record struct Interval(double Value, double Low, double High)
{
    private const double Z = Quantiles.Normal975;

    /// <summary>A share of successes in independent trials: Wilson's score interval (E. B. Wilson, JASA 22, 1927).</summary>
    public static Interval OfShare(long hits, long trials)
    {
        if (trials == 0)
        {
            return new Interval(0, 0, 1);
        }

        double share = (double)hits / trials;
        double denominator = 1 + (Z * Z / trials);
        double centre = (share + (Z * Z / (2 * trials))) / denominator;
        double half = Z * Math.Sqrt((share * (1 - share) / trials) + (Z * Z / (4.0 * trials * trials))) / denominator;
        return new Interval(share, hits == 0 ? 0 : Math.Max(0, centre - half), hits == trials ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>
    /// A quantile: the nearest rank, between the order statistics that bound it whatever the distribution
    /// (W. J. Conover, Practical Nonparametric Statistics, section 3.2).
    /// </summary>
    /// <param name="sorted">The observations in ascending order.</param>
    /// <param name="quantile">Between 0 and 1.</param>
    public static Interval OfQuantile(IReadOnlyList<double> sorted, double quantile)
    {
        int n = sorted.Count;
        if (n == 0)
        {
            return new Interval(0, 0, double.PositiveInfinity);
        }

        double expected = n * quantile;
        double spread = SpreadOfRank(n, quantile);
        int rank = Math.Clamp((int)Math.Ceiling(expected), 1, n);
        int low = Math.Max(1, (int)Math.Floor(expected - spread));
        int high = UpperRank(n, quantile);
        return new Interval(sorted[rank - 1], sorted[low - 1], high > n ? double.PositiveInfinity : sorted[high - 1]);
    }

    /// <summary>How many observations it takes to bound a quantile from above, as <see cref="OfQuantile"/> does.</summary>
    /// <param name="quantile">From 0, and less than 1.</param>
    public static int FewestForQuantile(double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(quantile, 1);
        int n = 1;
        while (UpperRank(n, quantile) > n)
        {
            n++;
        }

        return n;
    }

    private static double SpreadOfRank(int n, double quantile) => Z * Math.Sqrt(n * quantile * (1 - quantile));

    private static int UpperRank(int n, double quantile) => (int)Math.Ceiling((n * quantile) + SpreadOfRank(n, quantile)) + 1;

    /// <summary>The mean of ten batches, whose means are nearly independent: Student's t with 9 degrees of freedom.</summary>
    public static Interval OfBatchMeans(IReadOnlyList<double> batches)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(batches.Count, Slices);
        double mean = batches.Average();
        double variance = batches.Sum(batch => (batch - mean) * (batch - mean)) / (Slices - 1);
        double half = Quantiles.StudentT975(Slices - 1) * Math.Sqrt(variance / Slices);
        return new Interval(mean, mean - half, mean + half);
    }

    /// <summary>How many batches a measurement is cut into.</summary>
    public const int Slices = 10;
}
