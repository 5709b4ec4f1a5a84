using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>
/// Makes one route of several paths that differ in ids alone (<c>/orders/17</c> and <c>/orders/18</c>), when no other message
/// of the incident would be on that route.
/// </summary>
internal static class RouteGeneralization
{
    /// <summary>The routes that findings of the same rule need.</summary>
    /// <param name="findings">Findings of one rule, method and dependency.</param>
    /// <param name="messages">Every message of the incident.</param>
    public static IEnumerable<(RoutePattern Route, IReadOnlyList<Finding> Findings)> Of(IReadOnlyList<Finding> findings, IReadOnlyList<HealMessage> messages)
    {
        string method = findings[0].Message.Method;
        foreach (IGrouping<string, Finding> template in findings.GroupBy(finding => Template(finding.Message.RoutePath)))
        {
            var found = template.Select(finding => finding.Message).ToHashSet();
            var general = RoutePattern.Parse($"{method} {template.Key}");
            bool isWhole = template.Select(finding => finding.Message.RoutePath).Distinct().Count() > 1
                && messages.All(message => (message.Dependency is null) != (findings[0].Message.Dependency is null)
                    || !general.Matches(message.Method, message.Target)
                    || found.Contains(message));
            if (isWhole)
            {
                yield return (general, [.. template]);
                continue;
            }

            foreach (IGrouping<string, Finding> path in template.GroupBy(finding => finding.Message.RoutePath))
            {
                yield return (RoutePattern.Parse($"{method} {path.Key}"), [.. path]);
            }
        }
    }

    private static string Template(string path) =>
        string.Join('/', path.Split('/').Select(segment => segment.Any(char.IsAsciiDigit) ? "*" : segment));
}
