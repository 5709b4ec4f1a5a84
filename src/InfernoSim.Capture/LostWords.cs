namespace InfernoSim.Capture;

/// <summary>How it is said that events could not be written down.</summary>
internal static class LostWords
{
    /// <summary>One line, or none where nothing was lost.</summary>
    /// <param name="file">The log.</param>
    /// <param name="lost">How many events.</param>
    public static string[] Of(string file, long lost) => lost == 0 ? [] : [$"{lost} {(lost == 1 ? "event" : "events")} of {file}, which could not be written"];
}
