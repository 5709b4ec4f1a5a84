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
        lost == 0 ? [] : [$"{lost} {(lost == 1 ? "event" : "events")} of {file}, {(isFull ? "for which there was no room" : "which could not be written")}"];

    /// <summary>Why events are lost from now on.</summary>
    /// <param name="what">What could not be written.</param>
    /// <param name="cause">The cause.</param>
    public static CaptureException Fault(string what, Exception cause) =>
        new(cause is LogFullException ? cause.Message : $"{what} could not be written down: {cause.Message}", cause);
}
