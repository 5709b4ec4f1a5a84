using InfernoSim.Goals;
using InfernoSim.Matching;

namespace InfernoSim.Planning;

/// <summary>Which dependencies an incident has calls to, for a fault rule that names none of them.</summary>
internal static class FaultTargets
{
    private const int MostNamed = 10;

    /// <summary>What to know before the first request: the rules that no recorded call is for.</summary>
    public static IEnumerable<string> Unknown(ReplayPlan plan)
    {
        Authority[] known = [.. DependenciesOf(plan)];
        return plan.Options.Faults.Where(fault => fault.Sql is null
            ? !known.Any(fault.Dependency.Matches)
            : !CallsOf(plan).Any(call => RecordedTarget.Of(call.Event) is var target && fault.Matches(target.Authority, target.Scheme, call.Event.Method ?? "", target.PathAndQuery)))
            .Select(fault => fault.Sql is null
                ? $"fault {fault.Text}: no recorded call goes to that dependency{Known(known)}"
                : $"fault {fault.Text}: no recorded statement is for that table or database, or of that kind");
    }

    /// <summary>The dependencies of an incident, as the end of a sentence.</summary>
    public static string Known(ReplayPlan plan) => Known([.. DependenciesOf(plan)]);

    private static string Known(Authority[] known) => known.Length == 0
        ? "; the incident holds no dependency calls"
        : $"; the incident has calls to {string.Join(", ", known.Select(DependencyRoute.NameOf).Distinct(StringComparer.Ordinal).Take(MostNamed))}{(known.Length > MostNamed ? $" and {known.Length - MostNamed} more" : "")}";

    private static IEnumerable<PlannedCall> CallsOf(ReplayPlan plan) => plan.Exchanges.SelectMany(exchange => exchange.Calls).Concat(plan.UnattributedCalls);

    private static IEnumerable<Authority> DependenciesOf(ReplayPlan plan) => CallsOf(plan)
        .Select(call => DependencyRoute.Of(call.Event).Dependency)
        .Distinct()
        .OrderBy(dependency => dependency.ToString(), StringComparer.Ordinal);
}
