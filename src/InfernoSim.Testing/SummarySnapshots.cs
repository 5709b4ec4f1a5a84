using InfernoSim.Testing.Snapshots;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing;

/// <summary>
/// Compares a summary with the one that was accepted before, by Verify's conventions: <c>Class.Method.verified.txt</c> beside
/// the test's source file is what was accepted, <c>Class.Method.received.txt</c> what came when that is not the same.
/// </summary>
public static class SummarySnapshots
{
    private static readonly SnapshotEngine Engine = new(SnapshotEnvironment.OfProcess);

    /// <summary>
    /// Compares <see cref="ReplaySummary.ToString"/> with the verified file. When it is the same, a received file of an earlier
    /// run is removed. When it is not, or nothing was accepted yet, the received file is written and a diff tool is started on
    /// a developer's machine, never on a build server. With <c>INFERNOSIM_ACCEPT=1</c> in the environment it is accepted
    /// instead.
    /// </summary>
    /// <param name="summary">The summary.</param>
    /// <param name="target">Which snapshot it is.</param>
    /// <param name="cancellationToken">Stops reading and writing.</param>
    /// <exception cref="SnapshotMismatchException">The summary is not the accepted one, none was accepted yet, or the files cannot be read or written. The message says which file to look at and how to accept.</exception>
    public static Task VerifyAsync(ReplaySummary summary, SnapshotTarget target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(target);
        return Engine.VerifyAsync(summary.ToString(), target, cancellationToken);
    }
}
