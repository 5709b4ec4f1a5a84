namespace InfernoSim.Load.Envelope;

/// <summary>How long loads are measured: long enough for as many requests as the interval of a 99 % quantile takes, and no longer.</summary>
internal static class StepLengths
{
    // 100 requests bound a median closely, 600 a p99; a queue that is overrun by 3 % shows within three seconds.
    private const double RoughRequests = 100;
    private const double CloseRequests = 600;

    // Requests that are given up or wait at the end are not counted.
    private const double Spare = 1.05;

    /// <summary>The measured time of an open loop.</summary>
    /// <param name="rate">Arrivals a second.</param>
    /// <param name="effort">How closely.</param>
    /// <param name="evidence">As many arrivals as the objective's figures take.</param>
    public static TimeSpan OpenLoop(double rate, StepEffort effort, double evidence = CloseRequests) => effort switch
    {
        StepEffort.Evidence => TimeSpan.FromSeconds(Spare * evidence / rate),
        StepEffort.Rough => Seconds(RoughRequests / rate, 1, 2),
        StepEffort.Close => Seconds(CloseRequests / rate, 3, 5),
        _ => Seconds(CloseRequests / rate, 5, 8),
    };

    /// <summary>The measured time of a closed loop: several times what a request takes.</summary>
    /// <param name="latency">The latency to expect.</param>
    /// <param name="effort">How closely.</param>
    public static TimeSpan ClosedLoop(TimeSpan latency, StepEffort effort) => effort switch
    {
        StepEffort.Rough => Seconds(8 * latency.TotalSeconds, 1, 3),
        _ => Seconds(12 * latency.TotalSeconds, 2, 5),
    };

    private static TimeSpan Seconds(double wanted, double least, double most) => TimeSpan.FromSeconds(Math.Clamp(wanted, least, most));
}
