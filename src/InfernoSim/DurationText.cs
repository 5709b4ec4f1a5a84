namespace InfernoSim;

/// <summary>How a duration that a person typed is read, wherever it was typed.</summary>
internal static class DurationText
{
    /// <summary>Parses a duration in Go's form.</summary>
    /// <param name="text">For example <c>1.5s</c>.</param>
    /// <param name="example">What to show to someone who typed something else.</param>
    /// <returns>The duration, 0 or more.</returns>
    /// <exception cref="ReplayConfigurationException">It is not one.</exception>
    public static TimeSpan Parse(string text, string example) =>
        GoDuration.TryParse(text, out TimeSpan value) && value >= TimeSpan.Zero
            ? value
            : throw new ReplayConfigurationException($"'{text}' is not a duration of 0 or more with its unit (ms, s, m, h); for example {example}");
}
