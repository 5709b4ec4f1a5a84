using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Goals;

/// <summary>What N+1 growth is counted by: a dependency, a method and a path with its ids collapsed.</summary>
/// <param name="Dependency">Host and port.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">As <see cref="RouteTemplate"/> makes it.</param>
internal readonly record struct DependencyRoute(Authority Dependency, string Method, string Path)
{
    public static DependencyRoute Of(DependencyRequest request) =>
        new(Authority.Of(request.Authority, request.Scheme), request.Method, RouteTemplate.Of(request.PathAndQuery));

    public static DependencyRoute Of(IncidentEvent recorded)
    {
        RecordedTarget target = RecordedTarget.Of(recorded);
        return new(Authority.Of(target.Authority, target.Scheme), recorded.Method ?? "GET", RouteTemplate.Of(target.PathAndQuery));
    }

    /// <summary>A dependency as people write it: without the port that its scheme has anyway.</summary>
    public static string NameOf(Authority dependency) => (dependency.Port is 80 or 443 ? dependency with { Port = null } : dependency).ToString();

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {NameOf(Dependency)}{Path}";
}
