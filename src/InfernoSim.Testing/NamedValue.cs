namespace InfernoSim.Testing;

/// <summary>A name and a value in one text, as an attribute can have them.</summary>
internal static class NamedValue
{
    /// <summary>Reads one.</summary>
    /// <param name="property">The property that has it.</param>
    /// <param name="text"><c>NAME=value</c>.</param>
    /// <param name="example">A right one.</param>
    /// <exception cref="ReplayConfigurationException">It is none.</exception>
    public static KeyValuePair<string, string> Read(string property, string text, string example)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(text[..equals], text[(equals + 1)..])
            : throw new ReplayConfigurationException($"{property}: '{text}' is not NAME=value; for example {example}");
    }
}
