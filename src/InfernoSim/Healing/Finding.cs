using InfernoSim.Noise;

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
internal sealed record Finding(
    HealMessage Message, Position Position, NoiseKind Rule, string Exact, string General, ObservedValue? Recorded, IReadOnlyList<Sighting> Seen, Volatility Volatility)
{
    /// <summary>The place as a person reads it.</summary>
    public string Place => Position.Part switch
    {
        MessagePart.Status => "response status",
        MessagePart.Header => $"response header {Position.Path}",
        MessagePart.Query => $"query parameter {Position.Path}",
        MessagePart.Json => Position.Path.Length == 0 ? "body" : $"body{Position.Path}",
        _ => Position.Path.Length == 0 ? "body text" : $"body text after '{Recorded?.Context}'",
    };

    /// <summary>The recorded value and the different ones that came, shortened.</summary>
    public string Values => $"recorded {Show(Recorded)}, then {string.Join(", ", Seen.Select(s => Show(s.Value)).Distinct().Take(3))}";

    public static string Show(ObservedValue? value) => value is null
        ? "nothing"
        : $"'{(value.Text.Length > 60 ? value.Text[..60] + "…" : value.Text).Replace('\n', ' ').Replace('\r', ' ')}'";
}
