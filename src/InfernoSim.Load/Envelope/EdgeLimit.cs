using InfernoSim.Limits;
using InfernoSim.Measuring;
using InfernoSim.Verdicts;

namespace InfernoSim.Load.Envelope;

/// <summary>Names what limits a service at the edge: once more it is given a load, beyond the edge, and its resources are watched.</summary>
/// <param name="load">Applies the load.</param>
/// <param name="shapeOf">The load of a rate.</param>
internal sealed class EdgeLimit(LoadEngine load, Func<double, LoadShape> shapeOf)
{
    // A limit shows in what piles up before it. Just beyond the edge that is little.
    public const double Beyond = 1.5;

    /// <summary>How messages call an option.</summary>
    public OptionWording Words { get; init; } = OptionWording.Properties;

    /// <summary>Begins to watch the service; <see langword="null"/> where nothing of it can be seen but its responses.</summary>
    public Func<ILimitProbe?>? StartProbe { get; init; }

    /// <summary>Finds out what the generator needs by itself; <see langword="null"/> where that cannot be done.</summary>
    public Func<CancellationToken, Task<ReplayerCeiling?>>? MeasureCeiling { get; init; }

    /// <summary>Names it.</summary>
    /// <param name="missed">The least load that did not hold the objective.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LimitingFactorSummary> NameAsync(MeasuredStep? missed, CancellationToken cancellationToken)
    {
        if (missed is null)
        {
            return new LimitingFactorSummary(LimitingFactor.Unknown, "no load was found that did not hold");
        }

        if (missed.IsGeneratorLimited)
        {
            return new LimitingFactorSummary(LimitingFactor.Replayer, "sends were late, and counted from the send the objective held");
        }

        (LimitEvidence evidence, string? shortage) = await GatherAsync(shapeOf(missed.Load * Beyond), cancellationToken);
        return shortage is null ? NameOf(evidence) : OfMachine(shortage);
    }

    /// <summary>The limit of a load that could not be made.</summary>
    /// <param name="shortage">What the machine had none left of.</param>
    public static LimitingFactorSummary OfMachine(string shortage) =>
        new(LimitingFactor.Replayer, $"the machine could not make the load: {shortage}");

    /// <summary>Names what the evidence of a load beyond the edge shows.</summary>
    public LimitingFactorSummary NameOf(LimitEvidence evidence)
    {
        LimitFinding finding = LimitClassifier.Classify(evidence);
        return finding.Factor == LimitingFactor.None
            ? new LimitingFactorSummary(LimitingFactor.Unknown, $"nothing was used up at {Beyond:0.#} times the edge ({finding.Figures}): it is how long requests take that misses the objective")
            : LimitingFactorSummary.Of(finding, Words);
    }

    private async Task<(LimitEvidence Evidence, string? Shortage)> GatherAsync(LoadShape shape, CancellationToken cancellationToken)
    {
        LimitEvidence evidence;
        string? shortage;
        using (ILimitProbe? probe = StartProbe?.Invoke())
        {
            (evidence, shortage) = await load.WatchAsync(shape, probe, cancellationToken);
        }

        // Connections that were opened before the watch began are not in its count.
        evidence = evidence with { Service = evidence.Service is { } service ? service with { OpenConnections = null } : null };

        // Whose work it is that keeps the cores of one process busy is known only from what the generator needs by itself.
        evidence = shortage is null && MeasureCeiling is not null && evidence.Service is { SharesProcess: true } && ProcessorRules.IsSaturated(evidence)
            ? evidence with { Replayer = evidence.Replayer with { Ceiling = await MeasureCeiling(cancellationToken) } }
            : evidence;
        return (evidence, shortage);
    }
}
