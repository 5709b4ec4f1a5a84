using InfernoSim.Goals;
using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>
/// The routes of an incident's requests: method and path, with ids collapsed as for dependency calls. Up to ten of them,
/// those with the most requests; none where all requests are to one route, of which the figures of all say everything.
/// </summary>
internal sealed class ExchangeRoutes
{
    private const int Most = 10;

    private readonly int?[] _routes;

    private ExchangeRoutes(string[] names, int?[] routes)
    {
        Names = names;
        _routes = routes;
    }

    /// <summary>For example <c>GET /items/{id}</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    public static ExchangeRoutes Of(ReplayPlan plan)
    {
        string[] all = [.. plan.Exchanges.Select(exchange => $"{exchange.Method} {RouteTemplate.Of(exchange.Target)}")];
        IGrouping<string, string>[] routes = [.. all.GroupBy(route => route, StringComparer.Ordinal)];
        string[] names = routes.Length < 2 ? [] : [.. routes.OrderByDescending(route => route.Count()).Take(Most).Select(route => route.Key)];
        return new ExchangeRoutes(names, [.. all.Select(route => Array.IndexOf(names, route)).Select(index => index < 0 ? (int?)null : index)]);
    }

    /// <summary>The route of an exchange by its place in <see cref="Names"/>; <see langword="null"/> for one that is not told apart.</summary>
    public int? IndexOf(int exchange) => _routes[exchange];
}
