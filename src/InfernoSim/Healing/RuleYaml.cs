using System.Text.RegularExpressions;
using InfernoSim.Printing;

namespace InfernoSim.Healing;

/// <summary>Writes a proposed rule as an item of the list <c>ignore</c>, its evidence above it.</summary>
internal static partial class RuleYaml
{
    /// <summary>The lines of an item.</summary>
    /// <param name="proposal">The rule.</param>
    /// <param name="indent">What its dash is indented by.</param>
    public static IEnumerable<string> Lines(Proposal proposal, string indent)
    {
        yield return $"{indent}# {proposal.Kind}: {proposal.Observations} observations, such as {string.Join(" and ", proposal.Examples.Select(VisibleText.Line))}";
        string lead = "- ";
        foreach ((string key, string value) in proposal.Rule.Fields())
        {
            yield return $"{indent}{lead}{key}: {Scalar(value)}";
            lead = "  ";
        }
    }

    private static string Scalar(string value) => VisibleText.Line(value) != value
        ? $"\"{VisibleText.Line(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))}\""
        : Plain().IsMatch(value) ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z$/][A-Za-z0-9$/._*\[\]-]*( [A-Za-z0-9$/._*\[\]-]+)*(:\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
