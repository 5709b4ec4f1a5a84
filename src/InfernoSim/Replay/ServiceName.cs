using System.Globalization;

namespace InfernoSim.Replay;

/// <summary>What a service of a replay is called: the same each time, and fit for the name of a file or a database.</summary>
internal static class ServiceName
{
    /// <summary>The environment variable that says which run it is, from 1; 0 for all of them.</summary>
    public const string RunVariable = "INFERNOSIM_RUN";

    /// <summary>The environment variable that says which worker's it is, from 1; 0 for all of them.</summary>
    public const string WorkerVariable = "INFERNOSIM_WORKER";

    /// <summary>The environment variable that holds the name.</summary>
    public const string NameVariable = "INFERNOSIM_NAME";

    /// <summary>Of the one service that all runs share.</summary>
    public const string Shared = "shared";

    /// <param name="run">Which run, from 1; 0 for all of them.</param>
    /// <param name="worker">Which worker, from 1; 0 for all of them.</param>
    /// <returns>For example <c>r2w17</c>, <c>r2</c> or <c>shared</c>.</returns>
    public static string Of(int run, int worker) => (run, worker) switch
    {
        (0, _) => Shared,
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"r{run}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"r{run}w{worker}"),
    };
}
