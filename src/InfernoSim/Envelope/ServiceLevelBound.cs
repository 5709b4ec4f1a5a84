using System.Globalization;
using InfernoSim.Faults;
using InfernoSim.Load;
using InfernoSim.Replay;
using InfernoSim.Scheduling;

namespace InfernoSim.Envelope;

/// <summary>One limit of an objective.</summary>
/// <param name="Text">As written.</param>
/// <param name="Figure">What is limited.</param>
/// <param name="Limit">In milliseconds, or a share from 0 to 1.</param>
/// <param name="IsStrict">Whether the limit itself is too much.</param>
internal sealed record ServiceLevelBound(string Text, string Figure, double Limit, bool IsStrict)
{
    private const string Errors = "errors";
    private const string Mean = "mean";

    private static readonly Dictionary<string, double> Quantiles = new(StringComparer.Ordinal)
    {
        ["p50"] = 0.5,
        ["p90"] = 0.9,
        ["p95"] = 0.95,
        ["p99"] = 0.99,
        ["p99.9"] = 0.999,
        ["max"] = 1,
    };

    public bool IsErrors => Figure == Errors;

    public static ServiceLevelBound Parse(string text)
    {
        int at = text.IndexOf('<', StringComparison.Ordinal);
        if (at < 0)
        {
            throw Invalid(text, "it sets no upper limit; write for example p99<250ms,errors<0.1%");
        }

        string figure = text[..at].Trim();
        bool isStrict = !text.AsSpan(at).StartsWith("<=");
        string limit = text[(at + (isStrict ? 1 : 2))..].Trim();
        if (figure != Errors && figure != Mean && !Quantiles.ContainsKey(figure))
        {
            string[] known = [.. Quantiles.Keys, Mean, Errors];
            throw Invalid(text, $"'{figure}' is not one of {string.Join(", ", known)}; the nearest is {NearestName.Of(figure, known)}");
        }

        return new ServiceLevelBound(text, figure, figure == Errors ? ParseShare(text, limit) : ParseTime(text, limit), isStrict);
    }

    /// <summary>What a load showed of it.</summary>
    public Interval Of(LoadResult result) => Of(result.Latency, result);

    /// <summary>The same from the moment requests were sent.</summary>
    public Interval OfServiceTime(LoadResult result) => Of(result.ServiceTime, result);

    public bool Holds(double value) => IsStrict ? value < Limit : value <= Limit;

    public string Format(double value) => IsErrors
        ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.###} %")
        : string.Create(CultureInfo.InvariantCulture, $"{value:0.#} ms");

    private Interval Of(Func<double, Interval> quantile, LoadResult result) => Figure switch
    {
        Errors => result.ErrorShare,
        Mean => new Interval(result.MeanLatency, result.MeanLatency, result.MeanLatency),
        _ => quantile(Quantiles[Figure]),
    };

    private static double ParseTime(string text, string limit) =>
        GoDuration.TryParse(limit, out TimeSpan time) && time > TimeSpan.Zero
            ? time.TotalMilliseconds
            : throw Invalid(text, $"'{limit}' is not a duration with its unit, such as 250ms");

    private static double ParseShare(string text, string limit) =>
        limit.EndsWith('%')
        && double.TryParse(limit.AsSpan(0, limit.Length - 1).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
        && percent <= 100
            ? percent / 100
            : throw Invalid(text, $"'{limit}' is not a share from 0% to 100%, such as 0.1%");

    private static ReplayConfigurationException Invalid(string text, string reason) => new($"The objective '{text}': {reason}.");
}
