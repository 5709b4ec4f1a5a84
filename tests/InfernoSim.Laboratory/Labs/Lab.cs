using InfernoSim.Limits;

namespace InfernoSim.Laboratory.Labs;

/// <summary>Where the service of a lab runs.</summary>
internal enum Place
{
    /// <summary>In this process, with the replayer and the stub.</summary>
    InProcess,

    /// <summary>In a process of its own.</summary>
    Child,
}

/// <summary>A planted limit and the load that meets it.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Place">Where the service runs.</param>
/// <param name="Path">The path of the service, without the slash.</param>
/// <param name="Planted">What it is, with its size.</param>
/// <param name="Expected">The factor's report name.</param>
internal sealed record Lab(string Name, Place Place, string Path, string Planted, string Expected)
{
    /// <summary>Requests a second, sent whether or not earlier ones are answered; 0 for one after the other in each worker.</summary>
    public int Rate { get; init; }

    public int Workers { get; init; } = 1;

    /// <summary>Requests of each worker.</summary>
    public required int Requests { get; init; }

    /// <summary>The dependencies that a request calls, in order.</summary>
    public string[] Calls { get; init; } = [];

    public string[] Inject { get; init; } = [];

    /// <summary>How long a mapping of the user's takes to answer in place of the recording; <see langword="null"/> for none.</summary>
    public TimeSpan? Mapping { get; init; }

    /// <summary>Whether the replay is asked to look closer.</summary>
    public bool Diagnose { get; init; }

    /// <summary>Whether its kind had no part in choosing the classifier's thresholds, which is what says how the others would do.</summary>
    public bool IsHeldOut { get; init; }

    public KeyValuePair<string, string>[] Environment { get; init; } = [];

    /// <summary>Whether a factor is the planted one.</summary>
    /// <param name="named">Its report name.</param>
    public bool IsRight(string named) => named == Expected;

    /// <summary>Whether a factor was named, and it is not the planted one.</summary>
    /// <param name="named">Its report name.</param>
    public bool IsWrong(string named) => !IsRight(named) && named != LimitingFactor.Unknown.ToReportName();
}
