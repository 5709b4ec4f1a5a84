namespace InfernoSim.Noise;

/// <summary>A rule ready to be applied.</summary>
/// <param name="Index">Its place among the rules of the replay.</param>
/// <param name="Rule">As written.</param>
/// <param name="Path">Of a rule for JSON.</param>
/// <param name="Pattern">Of a rule for text.</param>
internal sealed record CompiledNoise(int Index, NoiseRule Rule, JsonPath? Path, BodyPattern? Pattern)
{
    public static CompiledNoise Of(int index, NoiseRule rule) => new(
        index,
        rule,
        rule.Kind is NoiseKind.Json or NoiseKind.Unordered ? JsonPath.Parse(rule.Target) : null,
        rule.Kind == NoiseKind.Body ? BodyPattern.Parse(rule.Target) : null);
}
