using InfernoSim.Measuring;

namespace InfernoSim.Load;

/// <summary>A straight line through points, by least squares.</summary>
/// <param name="Slope">Its slope.</param>
/// <param name="Low">The lower end of the slope's two-sided 98 % confidence interval; minus infinity where there are too few points.</param>
internal readonly record struct Trend(double Slope, double Low)
{
    public static Trend None { get; } = new(0, double.NegativeInfinity);

    /// <summary>Fits the points.</summary>
    public static Trend Of(IReadOnlyList<(double X, double Y)> points)
    {
        int degrees = points.Count - 2;
        if (degrees < 1)
        {
            return None;
        }

        double slope = SlopeOf(points, out double meanX, out double meanY);
        double squares = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        double residuals = points.Sum(point => Square(point.Y - meanY - (slope * (point.X - meanX))));
        double error = Math.Sqrt(residuals / degrees / squares);
        return new Trend(slope, slope - (Quantiles.StudentT99(degrees) * error));
    }

    /// <summary>The slope alone, through any number of points.</summary>
    public static double SlopeOf(IReadOnlyList<(double X, double Y)> points, out double meanX, out double meanY)
    {
        double x = points.Average(point => point.X);
        double y = points.Average(point => point.Y);
        double squares = points.Sum(point => Square(point.X - x));
        (meanX, meanY) = (x, y);
        return squares == 0 ? 0 : points.Sum(point => (point.X - x) * (point.Y - y)) / squares;
    }

    private static double Square(double value) => value * value;
}
