using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Stores;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing;

/// <summary>
/// Compares a replay with earlier ones. A baseline that cannot be read or kept is no reason to lose a verdict, unless it is
/// a file that the settings name.
/// </summary>
internal sealed class Baselines
{
    private readonly ReplayPlan _plan;
    private readonly BaselineStore _store;
    private readonly ReplayBaseline? _earlier;

    /// <exception cref="ReplayConfigurationException">The file that the settings name is not a baseline of this replay.</exception>
    public Baselines(ReplayPlan plan)
    {
        _plan = plan;
        _store = BaselineStore.For(plan);
        try
        {
            _earlier = _store.Load(plan);
        }
        catch (Exception failure) when (IsForgivable(failure))
        {
        }
    }

    /// <summary>Judges a replay, and keeps it for the next one.</summary>
    public ReplaySummary Judge(ReplayRecording recording)
    {
        ReplaySummary summary = Verdict.Judge(recording, _earlier);
        try
        {
            _store.Save(_plan, summary);
        }
        catch (Exception failure) when (IsForgivable(failure))
        {
        }

        return summary;
    }

    private bool IsForgivable(Exception failure) =>
        _plan.Options.Baseline is null && (failure is IOException or UnauthorizedAccessException);
}
