using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>
/// Makes one route of several paths that differ in ids alone (<c>/orders/17</c> and <c>/orders/18</c>), when no other message
/// of the incident would be on that route.
/// </summary>
internal static class RouteGeneralization
{
    /// <summary>The routes that differences of the same rule need.</summary>
    /// <param name="differences">Differences of one rule, method and dependency.</param>
    /// <param name="messages">Every message of the incident.</param>
    public static IEnumerable<(RoutePattern Route, IReadOnlyList<Difference> Differences)> Of(IReadOnlyList<Difference> differences, IReadOnlyList<HealMessage> messages)
    {
        string method = differences[0].Message.Method;
        foreach (IGrouping<string, Difference> template in differences.GroupBy(difference => Template(difference.Message.RoutePath)))
        {
            var found = template.Select(difference => difference.Message).ToHashSet();
            var general = RoutePattern.Parse($"{method} {template.Key}");
            bool isWhole = template.Select(difference => difference.Message.RoutePath).Distinct().Count() > 1
                && messages.All(message => (message.Dependency is null) != (differences[0].Message.Dependency is null)
                    || !general.Matches(message.Method, message.Target)
                    || found.Contains(message));
            if (isWhole)
            {
                yield return (general, [.. template]);
                continue;
            }

            foreach (IGrouping<string, Difference> path in template.GroupBy(difference => difference.Message.RoutePath))
            {
                yield return (RoutePattern.Parse($"{method} {path.Key}"), [.. path]);
            }
        }
    }

    private static string Template(string path) =>
        string.Join('/', path.Split('/').Select(segment => segment.Any(char.IsAsciiDigit) ? "*" : segment));
}
