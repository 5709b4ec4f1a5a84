using System.Reflection;
using InfernoSim.Replay;

namespace InfernoSim.Testing.Attributes;

/// <summary>A test method with one of its incidents, about to be run.</summary>
internal sealed class IncidentTest
{
    public required IncidentTestSettings Settings { get; init; }

    public required IncidentCase Case { get; init; }

    public required Type TestClass { get; init; }

    public required MethodInfo Method { get; init; }

    /// <summary>The test class's object; none when the method is static.</summary>
    public required object? Instance { get; init; }

    /// <summary>How long the replay may take, in milliseconds; 0 for no limit.</summary>
    public required int Timeout { get; init; }

    public required ITestReport Report { get; init; }

    /// <summary>Replays the incident, says what came of it, and compares it with its snapshot.</summary>
    /// <param name="cancellationToken">The framework's: ends the replay.</param>
    /// <returns>What the body asks for; only when the test has not failed by now.</returns>
    /// <exception cref="IncidentReplayFailedException">The replay failed.</exception>
    /// <exception cref="SnapshotMismatchException">The summary is not the accepted one.</exception>
    /// <exception cref="TimeoutException">The replay took longer than the test may.</exception>
    /// <remarks>Other exceptions are those of <see cref="IncidentReplayer.RunAsync"/>, <see cref="ServiceHosts.Find"/> and a recording.</remarks>
    public async Task<object?[]> RunAsync(CancellationToken cancellationToken)
    {
        TestBody.Check(Method);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Timeout > 0)
        {
            stop.CancelAfter(Timeout);
        }

        try
        {
            IncidentReplay replay = await ReplayAsync(stop.Token);
            return TestBody.Arguments(Method, replay);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The replay of {Case.Name} did not end within Timeout = {Timeout} ms and was stopped.\n\n"
                + "Next: raise Timeout, or replay less or faster with Runs, Fanout, MaxEvents and TimeScale.");
        }
    }

    private async Task<IncidentReplay> ReplayAsync(CancellationToken cancellationToken)
    {
        CheckPath();
        if (Settings.RecordIfMissing && !Case.FromWildcard)
        {
            await MissingIncident.RecordAsync(this, cancellationToken);
        }

        IncidentReplayer replayer = IncidentReplayer.For(ServiceHosts.Find(TestClass), Case.Path, Settings.SourceFile).With(Settings.Replay);
        if (Instance is IConfigureServiceUnderTest configuring)
        {
            replayer.ConfiguredBy(configuring);
        }

        IncidentReplay replay = await replayer.RunAsync(progress: null, cancellationToken);
        Tell(replay);
        replay.ThrowIfFailed();
        if (Settings.Snapshot)
        {
            await SummarySnapshots.VerifyAsync(replay.Summary, SnapshotTarget(), cancellationToken);
        }

        return replay;
    }

    private void CheckPath()
    {
        if (string.IsNullOrWhiteSpace(Case.Path))
        {
            throw new ReplayConfigurationException("[IncidentReplay] names no incident. Give it the incident's folder, for example [IncidentReplay(\"incidents/checkout\")].");
        }

        if (Case.Path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ReplayConfigurationException($"[IncidentReplay]: '{Case.Path.Replace('\0', '?')}' is not a path: it has a NUL character in it. Remove that.");
        }

        if (!Case.FromWildcard && IncidentFolders.HasWildcard(Case.Path))
        {
            throw new ReplayConfigurationException(
                $"No incident matches '{Case.Path}', looked for from {string.Join(" and ", IncidentFolders.Roots(Settings.SourceFile))}. "
                + "A folder is one when it holds inbound.log and outbound.log. Correct the pattern, or record an incident there.");
        }
    }

    private void Tell(IncidentReplay replay)
    {
        Report.Write(replay.Summary.ToText());
        foreach (string notice in replay.Notices)
        {
            Report.Write(notice);
        }

        try
        {
            Report.Attach("summary.txt", replay.Summary.ToText());
            Report.Attach("summary.json", replay.Summary.ToJson());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // What the verdict is does not depend on whether there is room for a copy of it.
            Report.Write($"The summary could not be attached: {problem.Message}");
        }
    }

    private SnapshotTarget SnapshotTarget() =>
        new(Settings.SourceFile, Testing.SnapshotTarget.NameOf(TestClass), Method.Name, Case.FromWildcard ? $"incident={Case.Name}" : null);
}
