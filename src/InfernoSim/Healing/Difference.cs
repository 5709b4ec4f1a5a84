using InfernoSim.Noise;
using InfernoSim.Observations;

namespace InfernoSim.Healing;

/// <summary>A place where what came is not what was recorded.</summary>
/// <param name="Message">The message.</param>
/// <param name="Position">Where in it.</param>
/// <param name="Rule">The kind of rule that would ignore it.</param>
/// <param name="Exact">What such a rule would name, for this place alone.</param>
/// <param name="General">What it would name for this place in every element of the arrays around it.</param>
/// <param name="Recorded">What was recorded.</param>
/// <param name="Seen">What came.</param>
/// <param name="Volatility">What is made of it.</param>
internal sealed record Difference(
    HealMessage Message, Position Position, NoiseKind Rule, string Exact, string General, ObservedValue? Recorded, IReadOnlyList<SeenValue> Seen, Volatility Volatility)
{
    /// <summary>The place as a person reads it.</summary>
    public string Place => Position.Part switch
    {
        ComparedPart.Status => "response status",
        ComparedPart.Header => $"{(Message.Dependency is null ? "response header" : "header")} {Position.Path}",
        ComparedPart.Path => "path",
        ComparedPart.Form => $"form field {Position.Path}",
        ComparedPart.Query => $"query parameter {Position.Path}",
        ComparedPart.Json => Position.Path.Length == 0 ? "body" : $"body{Position.Path}",
        _ => Position.Path.Length == 0 ? "body text" : $"body text after '{Recorded?.Context}'",
    };

    /// <summary>The recorded value and the different ones that came, shortened.</summary>
    public string Values => $"recorded {Show(Recorded)}, then {string.Join(", ", Seen.Select(s => Show(s.Value)).Distinct().Take(3))}";

    /// <summary>Whether a divergence of a replay is about this place.</summary>
    public bool IsAt(Divergence divergence)
    {
        if (divergence.Exchange != Message.Address.Exchange || divergence.Call != Message.Address.Call)
        {
            return false;
        }

        string location = divergence.Location;
        return Position.Part switch
        {
            ComparedPart.Status => divergence.Kind == DivergenceKind.ResponseStatus,
            ComparedPart.Header => location.Equals(Position.Path, StringComparison.OrdinalIgnoreCase) || location.Equals($"header/{Position.Path}", StringComparison.OrdinalIgnoreCase),
            ComparedPart.Path => location == "path",
            ComparedPart.Query => location == $"query/{Position.Path}",
            ComparedPart.Json or ComparedPart.Form => location.TrimStart('/') == Position.Path.TrimStart('/') || location == $"body/{Position.Path.TrimStart('/')}" || location == $"body{Position.Path}",
            _ => divergence.Kind == DivergenceKind.ResponseBody || location.StartsWith("body", StringComparison.Ordinal),
        };
    }

    public static string Show(ObservedValue? value) => value is null
        ? "nothing"
        : $"'{(value.Text.Length > 60 ? value.Text[..60] + "…" : value.Text).Replace('\n', ' ').Replace('\r', ' ')}'";
}
