using InfernoSim.Goals;
using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>How many dependency calls one exchange holds, by dependency, route and content.</summary>
internal sealed class RecordedCalls
{
    public RecordedCalls(PlannedExchange exchange)
    {
        foreach (PlannedCall call in exchange.Calls)
        {
            DependencyRoute route = DependencyRoute.Of(call.Event);
            int group = exchange.CallIndex.GroupOf(call.Index);
            ByDependency[route.Dependency] = ByDependency.GetValueOrDefault(route.Dependency) + 1;
            ByRoute[route] = ByRoute.GetValueOrDefault(route) + 1;
            ByGroup[group] = ByGroup.TryGetValue(group, out (DependencyRoute Route, string Display, int Count) known)
                ? known with { Count = known.Count + 1 }
                : (route, call.Display, 1);
        }
    }

    public Dictionary<Authority, int> ByDependency { get; } = [];

    public Dictionary<DependencyRoute, int> ByRoute { get; } = [];

    public Dictionary<int, (DependencyRoute Route, string Display, int Count)> ByGroup { get; } = [];
}
