using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>Requests that are turned away, or fail, because a dependency does: by a fault of the replay, or as recorded. Failure is not a limit.</summary>
internal static class DependencyErrorRules
{
    private const double Most = 0.5;

    // Dependencies that fail about as often as the first one are named beside it.
    private const double Beside = 0.7;

    public static LimitFinding? Find(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;
        long troubled = load.Endings.Refused + load.Endings.Failed;
        if (troubled < Refusals.LeastShare * load.Completed || Explained(load) < Most * troubled)
        {
            return null;
        }

        DependencyLoad[] failing = [.. load.Dependencies.Where(dependency => dependency.Failed > 0).OrderByDescending(dependency => dependency.Failed)];
        if (failing is not [var first, ..])
        {
            return null;
        }

        string names = string.Join(", ", failing.Where(dependency => dependency.Failed >= Beside * first.Failed).Select(dependency => dependency.Name).Order(StringComparer.Ordinal));
        return Findings.Suspect(
            LimitingFactor.DependencyErrors,
            Invariant($"{troubled} of {load.Completed} requests were turned away or failed, and {Math.Min(Explained(load), troubled)} of them after an error of a dependency; {first.Failed} of {first.Calls} calls to {first.Name} failed")) with
        { Dependency = names };
    }

    // A call that is given up may still be open in the stub when the response that follows from it is there.
    private static long Explained(LoadEvidence load) => load.AfterDependencyErrors + load.Dependencies.Sum(dependency => dependency.GivenUp);
}
