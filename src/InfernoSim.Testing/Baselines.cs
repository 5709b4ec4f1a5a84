using InfernoSim.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing;

/// <summary>Compares a replay with the last one. A baseline that cannot be read or kept is no reason to lose a verdict.</summary>
internal static class Baselines
{
    public static ReplaySummary Judge(ReplayPlan plan, ReplayRecording recording)
    {
        var store = new BaselineStore(BaselineStore.DefaultFolder);
        ReplayBaseline? last = null;
        try
        {
            last = store.Load(plan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }

        ReplaySummary summary = Verdict.Judge(recording, last);
        try
        {
            store.Save(plan, summary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }

        return summary;
    }
}
