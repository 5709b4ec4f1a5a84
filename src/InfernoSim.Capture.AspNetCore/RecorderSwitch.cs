namespace InfernoSim.Capture.AspNetCore;

/// <summary>Turns the recorder of a process off from outside, as a replay does: what is replayed needs no recording of its own.</summary>
internal static class RecorderSwitch
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "INFERNOSIM_RECORDER";

    /// <summary>Its value.</summary>
    public const string Off = "off";

    /// <summary>Whether it is off.</summary>
    public static bool IsOff => string.Equals(Environment.GetEnvironmentVariable(Variable), Off, StringComparison.OrdinalIgnoreCase);
}
