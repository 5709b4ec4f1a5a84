namespace InfernoSim.Noise;

/// <summary>A rule ready to be applied.</summary>
/// <param name="Index">Its place among the rules of the replay.</param>
/// <param name="Rule">As written.</param>
internal sealed record CompiledNoise(int Index, NoiseRule Rule)
{
    /// <summary>Of a rule for JSON, where.</summary>
    public JsonPath? Path { get; private init; }

    /// <summary>What is ignored in a text; <see langword="null"/> for the whole of it.</summary>
    public ValuePattern? Pattern { get; private init; }

    /// <summary>Of a rule for paths, which.</summary>
    public PathPattern? Segments { get; private init; }

    /// <summary>Of a ready set, which.</summary>
    public FreshSet? Set { get; private init; }

    /// <summary>Whether it is about bodies.</summary>
    public bool IsForBody => Path is not null || Rule.Kind is NoiseKind.Body or NoiseKind.Form or NoiseKind.FileName or NoiseKind.Fresh or NoiseKind.Statements;

    public static CompiledNoise Of(int index, NoiseRule rule)
    {
        FreshSet? set = rule.Kind == NoiseKind.Fresh ? FreshSet.Parse(rule.Target) : null;
        string? pattern = rule.Kind == NoiseKind.Body ? rule.Target : rule.Only;
        return new(index, rule)
        {
            Path = rule.Kind is NoiseKind.Json or NoiseKind.Unordered ? JsonPath.Parse(rule.Target) : null,
            Pattern = set?.Pattern ?? (pattern is null ? null : ValuePattern.Parse(pattern)),
            Segments = rule.Kind == NoiseKind.Path ? PathPattern.Parse(rule.Target) : null,
            Set = set,
        };
    }

    /// <summary>The message as this rule sees it: only a ready set leaves values alone.</summary>
    public NoiseContext See(NoiseContext context) => Set is null ? context with { IsKept = null } : context;
}
