using InfernoSim.Incidents;

namespace InfernoSim.Capture;

/// <summary>How it is said that events could not be written down.</summary>
internal static class LostWords
{
    /// <summary>One line, or none where nothing was lost.</summary>
    /// <param name="file">The log.</param>
    /// <param name="lost">How many events.</param>
    /// <param name="isFull">Whether that is since the logs have as much as they may have.</param>
    public static string[] Of(string file, long lost, bool isFull) =>
        lost == 0 ? [] : [$"{Count(lost, "event")} of {file}, {(isFull ? "for which there was no room" : "which could not be written")}"];

    /// <summary>Why events are lost from now on.</summary>
    /// <param name="what">What could not be written.</param>
    /// <param name="cause">The cause.</param>
    public static CaptureException Fault(string what, Exception cause) =>
        new(cause is LogFullException ? cause.Message : $"{what} could not be written down: {cause.Message}", cause);

    /// <summary>A number of things.</summary>
    /// <param name="count">How many.</param>
    /// <param name="what">What one is called, whose plural ends in s.</param>
    public static string Count(long count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
