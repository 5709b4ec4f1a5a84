using System.Text.Json;
using InfernoSim.Baselines;
using InfernoSim.Planning;
using InfernoSim.Verdicts;

namespace InfernoSim.Stores;

/// <summary>A baseline as it is kept: one incident with one set of options, on any number of classes of machines.</summary>
internal sealed record BaselineFile
{
    public const int CurrentSchema = 1;

    /// <summary>How many replays are kept for each class of machines: enough to know how they differ, few enough to follow the service.</summary>
    public const int MostSessions = 20;

    // The file may have been edited: what is missing or null in it makes it unreadable, not half a baseline.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
    };

    public required int Schema { get; init; }

    /// <summary>Which incident: its folder's name and its size, since the folder is elsewhere on each machine.</summary>
    public required string Incident { get; init; }

    /// <summary>The options that a figure depends on.</summary>
    public required string Options { get; init; }

    public required SortedDictionary<string, BaselineEntry> Machines { get; init; }

    public static BaselineFile For(ReplayPlan plan) => new()
    {
        Schema = CurrentSchema,
        Incident = plan.IncidentName,
        Options = plan.OptionsKey,
        Machines = new(StringComparer.Ordinal),
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static BaselineFile Read(string path) =>
        JsonSerializer.Deserialize<BaselineFile>(File.ReadAllBytes(path), Json) is { Schema: CurrentSchema } file
            ? file
            : throw new JsonException($"its schema is not {CurrentSchema}");

    /// <summary>Writes the file at once: a reader sees the old one or the new one, never half of them.</summary>
    public void Write(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));
    }

    /// <summary>Why the file is of something else, or <see langword="null"/>.</summary>
    public string? WhyForeign(ReplayPlan plan)
    {
        if (Incident != plan.IncidentName)
        {
            return $"it is of the incident {Incident}, not of {plan.IncidentName}";
        }

        return Options == plan.OptionsKey ? null : $"it is of a replay with other options ({Options}, now {plan.OptionsKey})";
    }

    /// <summary>The same file with one more replay of this class of machines.</summary>
    public BaselineFile With(ReplaySummary summary)
    {
        BaselineEntry? known = Machines.GetValueOrDefault(MachineClass.Current);
        IEnumerable<BaselineSession> sessions = known?.Sessions ?? [];
        if (IsRepresentative(summary))
        {
            sessions = sessions.Append(summary.Session!);
        }

        var machines = new SortedDictionary<string, BaselineEntry>(Machines, StringComparer.Ordinal)
        {
            [MachineClass.Current] = new(ReplayBaseline.From(summary), [.. sessions.TakeLast(MostSessions)]),
        };
        return this with { Machines = machines };
    }

    // What failed does not tell how fast the service is, and a regression must not become what is usual.
    private static bool IsRepresentative(ReplaySummary summary) =>
        summary is { Session.Runs.Count: > 0 }
        && (summary.Passed || summary.Outcome == ReplayOutcome.FailSloMissed)
        && !summary.ChangeFromLastRun.Figures.Any(figure => figure.Fails);
}

/// <summary>The replays of one class of machines.</summary>
/// <param name="Last">The last one, whatever its outcome.</param>
/// <param name="Sessions">The figures of those that a later one may be compared with, oldest first.</param>
internal sealed record BaselineEntry(ReplayBaseline Last, IReadOnlyList<BaselineSession> Sessions);
