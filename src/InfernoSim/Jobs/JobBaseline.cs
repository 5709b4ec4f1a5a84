using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Stores;
using InfernoSim.Verdicts;

namespace InfernoSim.Jobs;

/// <summary>
/// Compares a replay with earlier ones, and keeps it for the next. A baseline that cannot be used is no reason to lose a
/// verdict, unless the options name it or ask for no regression: then the verdict would not say what was asked.
/// </summary>
internal sealed class JobBaseline
{
    private readonly ReplayPlan _plan;
    private readonly BaselineStore _store;
    private readonly ReplayBaseline? _earlier;

    /// <param name="plan">The replay.</param>
    /// <param name="notice">Told why there is nothing to compare with, where that is forgiven.</param>
    /// <exception cref="ReplayConfigurationException">The baseline is needed and cannot be used.</exception>
    public JobBaseline(ReplayPlan plan, Action<string> notice)
    {
        _plan = plan;
        _store = BaselineStore.For(plan);
        try
        {
            _earlier = _store.Load(plan);
            if (IsNeeded)
            {
                _store.ThrowIfNotWritable(plan);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (IsNeeded)
            {
                throw new ReplayConfigurationException($"{Unusable(failure)} ({Elsewhere})", failure);
            }

            notice($"there is nothing to compare with: {failure.Message} ({Elsewhere})");
        }
    }

    private bool IsNeeded => _plan.Options.Baseline is not null || _plan.Options.FailOnRegression > 0;

    private string Elsewhere => _plan.Options.Baseline is null ? "INFERNOSIM_STATE names another folder" : $"{_plan.Words.Name(nameof(ReplayOptions.Baseline))} names another file";

    /// <summary>Judges a replay, and keeps it for the next one.</summary>
    /// <returns>The verdict, and why it could not be kept.</returns>
    public (ReplaySummary Summary, BaselineFailure? Failure) Judge(ReplayRecording recording)
    {
        ReplaySummary summary = Verdict.Judge(recording, _earlier);
        try
        {
            _store.Save(_plan, summary);
            return (summary, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ReplayConfigurationException)
        {
            return (summary, new BaselineFailure(
                IsNeeded ? $"{Unusable(failure)} ({Elsewhere})" : $"the next run will have nothing to compare with: {failure.Message} ({Elsewhere})", IsNeeded));
        }
    }

    private string Unusable(Exception failure) => $"The baseline {_store.PathOf(_plan)} cannot be used: {failure.Message.TrimEnd('.')}";
}

/// <summary>Why a replay was not kept for later ones.</summary>
/// <param name="Message">Why, and what to do about it.</param>
/// <param name="IsError">Whether the options ask for it to be kept.</param>
internal sealed record BaselineFailure(string Message, bool IsError);
