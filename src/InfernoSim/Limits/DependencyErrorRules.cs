using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>Requests that are turned away, or fail, because a dependency does: by a fault of the replay, or as recorded. Failure is not a limit.</summary>
internal static class DependencyErrorRules
{
    private const double Most = 0.5;

    public static LimitFinding? Find(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;
        long troubled = load.Endings.Refused + load.Endings.Failed;
        DependencyLoad[] failing = [.. load.Dependencies.Where(dependency => dependency.Failed > 0)];
        if (failing.Length == 0 || troubled < Refusals.LeastShare * load.Completed || Explained(load) < Most * troubled)
        {
            return null;
        }

        (DependencyLoad first, string names) = Findings.Heaviest(failing, dependency => dependency.Failed);
        return Findings.Suspect(
            LimitingFactor.DependencyErrors,
            Invariant($"{troubled} of {load.Completed} requests were turned away or failed, and {Math.Min(Explained(load), troubled)} of them after an error of a dependency; {first.Failed} of {first.Calls} calls to {first.Name} failed")) with
        { Dependency = names };
    }

    // A call that is given up may still be open in the stub when the response that follows from it is there.
    private static long Explained(LoadEvidence load) => load.AfterDependencyErrors + load.Dependencies.Sum(dependency => dependency.GivenUp);
}
