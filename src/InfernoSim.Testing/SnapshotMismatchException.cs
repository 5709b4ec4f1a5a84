using InfernoSim.Printing;

namespace InfernoSim.Testing;

/// <summary>A summary is not the accepted one, none was accepted yet, or the snapshot's files cannot be used. The message says what to do.</summary>
public sealed class SnapshotMismatchException : Exception
{
    internal SnapshotMismatchException(SnapshotTarget target, string message, Exception? inner = null)
        : base(VisibleText.Lines(message), inner)
    {
        ReceivedPath = target.ReceivedPath;
        VerifiedPath = target.VerifiedPath;
    }

    /// <summary>The file with the summary that came; not there when it could not be written.</summary>
    public string ReceivedPath { get; }

    /// <summary>The file with the accepted summary; not there when none was accepted yet.</summary>
    public string VerifiedPath { get; }
}
