namespace InfernoSim.Incidents;

/// <summary>How deep JSON that others wrote is read as JSON. What is deeper is text: walking it recurses.</summary>
internal static class JsonDepth
{
    /// <summary>Objects and arrays inside of each other, at most.</summary>
    public const int Greatest = 256;
}
