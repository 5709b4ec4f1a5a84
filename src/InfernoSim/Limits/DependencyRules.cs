using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>Requests that spend their time waiting for dependencies.</summary>
internal static class DependencyRules
{
    private const double MostOfTheTime = 0.6;
    private const double MostCalls = 0.5;

    public static LimitFinding? Find(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;
        if (load.InFlight <= 0 || load.WaitingForDependencies < MostOfTheTime * load.InFlight || load.Dependencies.Count == 0)
        {
            return null;
        }

        (DependencyLoad first, string names) = Findings.Heaviest(load.Dependencies, dependency => dependency.Waiting);
        double share = first.Waiting / load.InFlight;
        string figures = Invariant($"requests spent {share * 100:0} % of their time waiting for {first.Name}, {Milliseconds(first, load):0} ms a call");
        LimitFinding finding = first.GivenUpShare >= MostCalls
            ? Findings.Suspect(LimitingFactor.DependencyTimeout, Invariant($"{figures}; {first.GivenUp} of {first.Calls} calls were given up or timed out"))
            : Findings.Suspect(LimitingFactor.DependencyLatency, figures);
        return finding with { Dependency = names };
    }

    // Little's law: mean time = mean number / rate.
    private static double Milliseconds(DependencyLoad dependency, LoadEvidence load) =>
        dependency.Calls > 0 ? dependency.InStub * load.Elapsed / dependency.Calls * 1000 : 0;
}
