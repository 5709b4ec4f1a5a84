using System.Globalization;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using InfernoSim.Verdicts;

namespace InfernoSim.Load.Envelope;

/// <summary>Makes the summary of what a search found.</summary>
internal sealed class EnvelopeReport(ReplayPlan plan, EnvelopeOptions options, ArrivalUnit unit, int requestsPerArrival)
{
    private static readonly LoadShape Usual = new() { Measured = TimeSpan.Zero };
    private const double TooManyLate = 0.1;
    private readonly List<double> _delays = [];
    private long _late;
    private long _missed;

    /// <summary>Takes note of how a load was sent.</summary>
    public void Add(LoadResult result)
    {
        if (result.Shape.Rate is not null && result.Shortage is null)
        {
            _delays.AddRange(result.SendDelays);
            _late += result.Late;
            _missed += result.Missed;
        }
    }

    public EnvelopeSummary Summarize(Edge rate, Edge? fanout, IReadOnlyList<DependencyTolerance> dependencies, LimitingFactorSummary limit, TimeSpan elapsed)
    {
        EnvelopePoint[] points = [.. rate.Steps.OrderBy(step => step.Load).Select(PointOf)];
        EnvelopeEdge edge = EdgeOf(rate, requestsPerArrival);
        bool isJudged = IsJudged(rate, edge);
        GeneratorAccuracy generator = Accuracy();
        return new EnvelopeSummary
        {
            Incident = plan.Incident.Folder,
            ServiceLevel = options.ServiceLevel.Text,
            AtLeast = options.AtLeast,
            Arrival = unit == ArrivalUnit.Session ? "session" : "exchange",
            RequestsPerArrival = requestsPerArrival,
            Rate = edge,
            Fanout = fanout is null ? null : EdgeOf(fanout, 1),
            Capacity = CapacityOf(rate),
            Knee = points.Where(point => point.Mean > 0).MaxBy(point => point.Completed / point.Mean),
            Points = points,
            Dependencies = dependencies,
            LimitingFactor = limit,
            Generator = generator,
            Caution = CautionOf(generator),
            Elapsed = elapsed,
            Recovery = RecoveryOf(rate, requestsPerArrival, "req/s") ?? RecoveryOf(fanout, 1, "workers"),
            IsJudged = isJudged,
            Failure = FailureOf(edge) ?? (isJudged ? null : WhyNotJudged(rate)),
        };
    }

    public static EnvelopeEdge EdgeOf(Edge edge, int factor) => new(
        edge.Held?.Load * factor, edge.Missed?.Load * factor, edge.Missed?.Reason ?? "", edge.IsPrecise, edge.IsGeneratorLimited)
    {
        LeastUnmade = edge.Unmade?.Load * factor,
        MachineLimit = edge.Unmade?.Result.Shortage,
    };

    // Below the edge a generator with a core to itself is on time; one that is not shares it with something else.
    private static string? CautionOf(GeneratorAccuracy generator) => generator.Late <= TooManyLate * generator.Sends
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{100.0 * generator.Late / generator.Sends:0} % of sends were more than {generator.Tolerance:0} ms late: the machine was too busy, and what was found is at least in part its limit, not the service's");

    private string? FailureOf(EnvelopeEdge edge)
    {
        // A hair of rounding is no failure: the load was measured as it was asked for.
        if (options.AtLeast is { } least)
        {
            return edge.Highest >= least * (1 - 1e-9)
                ? null
                : $"{EnvelopeText.Number(least)} req/s were asked for; {EnvelopeText.Describe(edge, "req/s")}";
        }

        return edge.Highest is null ? $"no load held the objective; {EnvelopeText.Describe(edge, "req/s")}" : null;
    }

    // What was asked for was not measured, and cannot be any more; or what held is known by too few requests.
    private bool IsJudged(Edge rate, EnvelopeEdge edge)
    {
        double asked = (options.AtLeast ?? 0) * (1 - 1e-9);
        bool isHeld = edge.Highest is { } highest && highest >= asked;
        return isHeld
            ? rate.Steps.Any(step => step.Holds && step.IsBounded && step.Load * requestsPerArrival >= asked)
            : edge.LeastMissed <= (options.AtLeast ?? double.PositiveInfinity) * (1 + 1e-9) || (rate.Unmade is null && (rate.Unrecovered is null || options.AtLeast is null));
    }

    private string WhyNotJudged(Edge rate)
    {
        double perSecond = rate.Held!.Load * requestsPerArrival;
        int needed = options.ServiceLevel.FewestRequests;
        TimeSpan budget = options.Budget + StepLengths.OpenLoop(perSecond, StepEffort.Evidence, needed);
        string enough = GoDuration.Format(TimeSpan.FromSeconds(Math.Ceiling(budget.TotalSeconds / 5) * 5));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{options.ServiceLevel.Text} takes {needed} requests to be told, and {rate.Held.Result.Requests} were measured at {EnvelopeText.Number(perSecond)} req/s: the budget of {GoDuration.Format(options.Budget)} is too small; {enough} would do");
    }

    private static string? RecoveryOf(Edge? edge, int factor, string unit) => edge?.Unrecovered is not { } broken
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"the service does not recover from {EnvelopeText.Number(broken.Load * factor)} {unit} within {broken.Waited.TotalSeconds:0} s; no further load was sent");

    private static EnvelopePoint PointOf(MeasuredStep step)
    {
        LoadResult result = step.Result;
        return new EnvelopePoint
        {
            Rate = result.Offered,
            Completed = result.Goodput.Value,
            Mean = result.MeanLatency,
            P50 = result.Latency(0.5).Value,
            P99 = FigureOf(result.Latency(0.99)),
            Max = result.MaxLatency,
            Errors = FigureOf(result.ErrorShare),
            Requests = result.Requests,
            Late = result.Late,
            Missed = result.Missed,
            Held = step.Holds,
        };
    }

    // Of the saturated load nearest to the edge: far beyond it a service may do less.
    private static EnvelopeFigure? CapacityOf(Edge rate) =>
        rate.Steps.Where(step => step.IsSaturated && !step.IsGeneratorLimited).MinBy(step => step.Load) is { } saturated
            ? FigureOf(saturated.Result.Goodput)
            : null;

    private static EnvelopeFigure FigureOf(Interval interval) =>
        new(interval.Value, interval.Low, double.IsPositiveInfinity(interval.High) ? null : interval.High);

    private GeneratorAccuracy Accuracy()
    {
        double[] delays = [.. _delays.Order()];
        return new GeneratorAccuracy(
            delays.Length,
            Interval.OfQuantile(delays, 0.5).Value,
            Interval.OfQuantile(delays, 0.99).Value,
            delays.Length == 0 ? 0 : delays[^1],
            _late,
            Usual.Tolerance.TotalMilliseconds,
            _missed);
    }
}
