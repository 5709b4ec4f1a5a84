using System.Globalization;
using InfernoSim.Measuring;

namespace InfernoSim.Load.Envelope;

/// <summary>
/// Judges what a load showed by the objective. A load is sustained when the objective would hold for a minute of it: a queue
/// that grows steadily breaks it then, though its latency may still be low when the measurement ends.
/// </summary>
internal static class StepJudge
{
    /// <summary>How long a load is to be sustained.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromSeconds(60);

    // Growth below any of these, over the whole measurement, is no growth: milliseconds, a share of the latency, and
    // requests by which the queue is longer.
    private const double LeastGrowth = 5;
    private const double LeastGrowthShare = 0.05;
    private const double LeastGrowthRequests = 1;

    // Fewer good responses than this share of those due: the service did not keep up.
    private const double KeptUp = 0.97;

    // More errors than this share are no accident.
    private const double ManyErrors = 0.05;

    // More late sends than this share, and the figures are the generator's as much as the service's.
    private const double TooManyLate = 0.05;

    /// <summary>Judges.</summary>
    /// <param name="load">How much, in whatever is searched.</param>
    /// <param name="result">What was measured.</param>
    /// <param name="level">The objective.</param>
    public static MeasuredStep Judge(double load, LoadResult result, ServiceLevel level)
    {
        var reasons = new List<string>();
        var doubts = new List<string>();
        bool holds = result.Requests > 0;
        if (!holds)
        {
            reasons.Add("no request was sent");
        }

        foreach (ServiceLevelBound bound in level.Bounds)
        {
            Interval figure = bound.Of(result);
            holds &= bound.Holds(figure.Value);
            switch (Compare(bound, figure, result))
            {
                case StepVerdict.Missed:
                    reasons.Add(Describe(bound, figure));
                    break;
                case StepVerdict.Undecided:
                    doubts.Add(Describe(bound, figure));
                    break;
            }
        }

        bool grows = Grows(result, level, out string growth);
        if (grows)
        {
            reasons.Add(growth);
        }

        StepVerdict verdict = reasons.Count > 0 ? StepVerdict.Missed : doubts.Count > 0 ? StepVerdict.Undecided : StepVerdict.Held;
        bool isSaturated = result.Shape.Rate is not null && (grows || result.Goodput.High < KeptUp * result.Offered);
        return new MeasuredStep(load, result)
        {
            Verdict = verdict,
            HoldsAsMeasured = holds && !grows,
            IsBounded = result.Requests >= level.FewestRequests,
            Reason = string.Join("; ", reasons.Concat(doubts)) + (verdict != StepVerdict.Held && result.ErrorKinds.Count > 0 ? $" ({result.ErrorKinds[0].Key})" : ""),
            IsSaturated = isSaturated,
            IsClear = isSaturated || result.Latency(0.5).Value > level.LatencyLimit || result.ErrorShare.Low > ManyErrors,
            IsGeneratorLimited = verdict != StepVerdict.Held && IsGeneratorLimited(result, level),
        };
    }

    // That errors are below a share is not proved by seeing none: it takes 3,000 requests to show 0.1 %. They are asked to be
    // there before they count against the service, and what was seen is reported with its interval.
    private static StepVerdict Compare(ServiceLevelBound bound, Interval figure, LoadResult result)
    {
        if (!bound.Holds(figure.Value))
        {
            return bound.Holds(figure.Low) ? StepVerdict.Undecided : StepVerdict.Missed;
        }

        double high = double.IsPositiveInfinity(figure.High) ? result.MaxLatency : figure.High;
        return bound.IsErrors || bound.Holds(high) ? StepVerdict.Held : StepVerdict.Undecided;
    }

    private static bool Grows(LoadResult result, ServiceLevel level, out string reason)
    {
        Trend trend = result.LatencyTrend;
        double median = result.Latency(0.5).Value;
        double limit = level.LatencyLimit ?? (10 * median) + 1000;
        double growth = trend.Slope * result.Shape.Measured.TotalSeconds;
        reason = string.Create(CultureInfo.InvariantCulture, $"latency grows by {trend.Slope:0.#} ms each second, past {limit:0} ms within a minute");
        return result.Shape.Rate is not null
            && growth > Math.Max(LeastGrowth, LeastGrowthShare * median)
            && growth / 1000 * result.Offered > LeastGrowthRequests
            && median + (trend.Low * Horizon.TotalSeconds) > limit;
    }

    private static bool IsGeneratorLimited(LoadResult result, ServiceLevel level) =>
        result.Late > TooManyLate * result.Arrivals
        && result.Missed == 0
        && level.Bounds.All(bound => bound.Holds(bound.OfServiceTime(result).Value));

    private static string Describe(ServiceLevelBound bound, Interval figure)
    {
        string high = double.IsPositiveInfinity(figure.High) ? "unbounded" : bound.Format(figure.High);
        return $"{bound.Figure} {bound.Format(figure.Value)} ({bound.Format(figure.Low)} to {high})";
    }
}
