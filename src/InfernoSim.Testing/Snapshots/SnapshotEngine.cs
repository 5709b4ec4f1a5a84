using System.Collections.Concurrent;

namespace InfernoSim.Testing.Snapshots;

/// <summary>The life of a snapshot: new, accepted, the same, changed.</summary>
internal sealed class SnapshotEngine(Func<SnapshotEnvironment> environment)
{
    // Two tests whose names differ only in what a file name cannot hold, or in case, would fight over one file.
    private readonly ConcurrentDictionary<string, SnapshotTarget> _owners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Compares, and accepts or fails.</summary>
    /// <exception cref="SnapshotMismatchException">See <see cref="SummarySnapshots.VerifyAsync"/>.</exception>
    public async Task VerifyAsync(string text, SnapshotTarget target, CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        Claim(target);
        SnapshotEnvironment here = environment();
        string? verified = await ReadVerifiedAsync(target, cancellationToken);
        if (verified != text && here.Accept)
        {
            Accept(text, target);
            verified = text;
        }

        if (verified == text)
        {
            SettleEarlierFailure(target, here);
            return;
        }

        throw await FailAsync(text, verified, target, here, cancellationToken);
    }

    private void Claim(SnapshotTarget target)
    {
        SnapshotTarget owner = _owners.GetOrAdd(target.VerifiedPath, target);
        if (owner != target)
        {
            throw new SnapshotMismatchException(target, SnapshotMessages.SharedFile(target, owner));
        }
    }

    private static async Task<string?> ReadVerifiedAsync(SnapshotTarget target, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(target.Folder))
        {
            throw new SnapshotMismatchException(target, SnapshotMessages.NoFolder(target));
        }

        try
        {
            return await SnapshotFile.ReadAsync(target.VerifiedPath, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SnapshotMismatchException(target, SnapshotMessages.Unreadable(target, problem), problem);
        }
    }

    private static void Accept(string text, SnapshotTarget target)
    {
        try
        {
            SnapshotFile.Write(target.VerifiedPath, text);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SnapshotMismatchException(target, SnapshotMessages.CannotAccept(target, problem), problem);
        }
    }

    private static void SettleEarlierFailure(SnapshotTarget target, SnapshotEnvironment here)
    {
        if (!File.Exists(target.ReceivedPath))
        {
            return;
        }

        SnapshotFile.TryDelete(target.ReceivedPath);
        here.TryEndTool(target);
    }

    private static async Task<SnapshotMismatchException> FailAsync(string text, string? verified, SnapshotTarget target, SnapshotEnvironment here, CancellationToken cancellationToken)
    {
        string? earlier;
        try
        {
            earlier = await SnapshotFile.ReadAsync(target.ReceivedPath, cancellationToken);
            SnapshotFile.Write(target.ReceivedPath, text);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new SnapshotMismatchException(target, SnapshotMessages.Mismatch(target, text, verified, null, SnapshotMessages.NotWritten(target, problem)), problem);
        }

        string? toolProblem = await here.TryStartToolAsync(target);
        return new SnapshotMismatchException(target, SnapshotMessages.Mismatch(
            target, text, verified, earlier, here.OnBuildServer ? SnapshotMessages.AcceptElsewhere(target) : SnapshotMessages.HowToAccept(target, toolProblem)));
    }
}
