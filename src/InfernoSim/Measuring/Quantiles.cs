namespace InfernoSim.Measuring;

/// <summary>Quantiles of distributions, for intervals and tests. The tests hold them to those of a library for statistics.</summary>
internal static class Quantiles
{
    /// <summary>The standard normal distribution's 97.5 % point: two-sided 95 %.</summary>
    public const double Normal975 = 1.959963984540054;

    /// <summary>The standard normal distribution's 99 % point: two-sided 98 %.</summary>
    public const double Normal99 = 2.3263478740408408;

    /// <summary>The standard normal distribution's 99.9 % point: two-sided 99.8 %.</summary>
    public const double Normal999 = 3.0902323061678132;

    // For 1 degree of freedom and on.
    private static readonly double[] T975 =
    [
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314,
        2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
    ];

    private static readonly double[] T99 =
    [
        31.8205, 6.9646, 4.5407, 3.7469, 3.3649, 3.1427, 2.9980, 2.8965, 2.8214, 2.7638, 2.7181, 2.6810, 2.6503, 2.6245, 2.6025,
        2.5835, 2.5669, 2.5524, 2.5395, 2.5280, 2.5176, 2.5083, 2.4999, 2.4922, 2.4851, 2.4786, 2.4727, 2.4671, 2.4620, 2.4573,
    ];

    private static readonly double[] T999 =
    [
        318.3088, 22.3271, 10.2145, 7.1732, 5.8934, 5.2076, 4.7853, 4.5008, 4.2968, 4.1437, 4.0247, 3.9296, 3.8520, 3.7874, 3.7328,
        3.6862, 3.6458, 3.6105, 3.5794, 3.5518, 3.5272, 3.5050, 3.4850, 3.4668, 3.4502, 3.4350, 3.4210, 3.4082, 3.3962, 3.3852,
    ];

    /// <summary>Student's t, 97.5 % point: two-sided 95 %.</summary>
    /// <param name="degrees">The degrees of freedom, from 1.</param>
    /// <returns>The quantile, to four digits.</returns>
    public static double StudentT975(int degrees) => StudentT(T975, Normal975, degrees);

    /// <summary>Student's t, 99 % point: two-sided 98 %.</summary>
    /// <param name="degrees">The degrees of freedom, from 1.</param>
    /// <returns>The quantile, to four digits.</returns>
    public static double StudentT99(int degrees) => StudentT(T99, Normal99, degrees);

    /// <summary>Student's t, 99.9 % point: two-sided 99.8 %.</summary>
    /// <param name="degrees">The degrees of freedom, from 1.</param>
    /// <returns>The quantile, to four digits.</returns>
    public static double StudentT999(int degrees) => StudentT(T999, Normal999, degrees);

    // Beyond the table by the normal distribution (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5).
    private static double StudentT(double[] table, double z, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (degrees <= table.Length)
        {
            return table[degrees - 1];
        }

        double z2 = z * z;
        double first = z * (z2 + 1) / 4;
        double second = z * ((((5 * z2) + 16) * z2) + 3) / 96;
        double third = z * ((((((3 * z2) + 19) * z2) + 17) * z2) - 15) / 384;
        double n = degrees;
        return z + (first / n) + (second / (n * n)) + (third / (n * n * n));
    }
}
