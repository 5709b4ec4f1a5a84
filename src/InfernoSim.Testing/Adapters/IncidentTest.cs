using System.Reflection;
using System.Threading.RateLimiting;
using InfernoSim.Testing.Envelope;

namespace InfernoSim.Testing.Adapters;

/// <summary>A test method with one of its incidents, about to be run.</summary>
internal sealed class IncidentTest
{
    public required IncidentTestSettings Settings { get; init; }

    public required IncidentCase Case { get; init; }

    public required Type TestClass { get; init; }

    public required MethodInfo Method { get; init; }

    /// <summary>The test class's object; none when the method is static.</summary>
    public required object? Instance { get; init; }

    /// <inheritdoc cref="IIncidentAttribute.Timeout"/>
    public required int Timeout { get; init; }

    public required ITestReport Report { get; init; }

    /// <summary>Replays the incident, or searches with it, and says what came of it.</summary>
    /// <param name="cancellationToken">The framework's: ends the replay or the search.</param>
    /// <returns>What the body asks for; only when the test has not failed by now.</returns>
    /// <exception cref="IncidentReplayFailedException">The replay failed.</exception>
    /// <exception cref="SnapshotMismatchException">The replay's summary is not the accepted one.</exception>
    /// <exception cref="IncidentEnvelopeFailedException">The service sustains less than was asked.</exception>
    /// <exception cref="TimeoutException">It took longer than the test may.</exception>
    /// <remarks>
    /// Other exceptions are those of <see cref="IncidentReplayer.RunAsync"/>, <see cref="IncidentEnvelopeSearch.RunAsync"/>,
    /// <see cref="ServiceHosts.Find"/> and a recording.
    /// </remarks>
    public async Task<object?[]> RunAsync(CancellationToken cancellationToken)
    {
        TestBody.Check(Method, Settings.Work);
        CheckPath();
        using RateLimitLease turn = await (Settings.Envelope is null ? ProcessTurns.ForReplayAsync(cancellationToken) : ProcessTurns.ForSearchAsync(cancellationToken));
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(Timeout > 0 ? Timeout : System.Threading.Timeout.Infinite), TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);

        try
        {
            object[] outcome = Settings.Envelope is { } envelope ? await SearchAsync(envelope, stop.Token) : await ReplayAsync(stop.Token);
            return TestBody.Arguments(Method, outcome);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The {Settings.Work.Name} of {Case.Name} did not end within Timeout = {Timeout} ms and was stopped.\n\n"
                + $"Next: raise Timeout, or {Settings.Work.ToTakeLess}.");
        }
    }

    private async Task<object[]> SearchAsync(EnvelopeSettings envelope, CancellationToken cancellationToken)
    {
        IncidentEnvelopeSearch search = IncidentEnvelopeSearch.For(ServiceHosts.Find(TestClass), Case.Path, Settings.SourceFile).With(envelope, Settings.Replay);
        if (Instance is IConfigureServiceUnderTest configuring)
        {
            search.ConfiguredBy(configuring);
        }

        IncidentEnvelopeResult result = await search.SearchAsync(progress: null, cancellationToken);
        Tell(result.Summary.ToText(), result.Summary.ToJson(), result.Notices);
        result.ThrowIfFailed();
        return [result, result.Summary];
    }

    private async Task<object[]> ReplayAsync(CancellationToken cancellationToken)
    {
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
        Tell(replay.Summary.ToText(), replay.Summary.ToJson(), replay.Notices);
        replay.ThrowIfFailed();
        if (Settings.Snapshot)
        {
            await SummarySnapshots.VerifyAsync(replay.Summary, SnapshotTarget(), cancellationToken);
        }

        return [replay, replay.Summary];
    }

    private void CheckPath()
    {
        if (string.IsNullOrWhiteSpace(Case.Path))
        {
            throw new ReplayConfigurationException(
                $"[{Settings.Work.Attribute}] names no incident. Give it the incident's folder, for example [{Settings.Work.Attribute}(\"incidents/checkout\")].");
        }

        if (Case.Path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ReplayConfigurationException($"[{Settings.Work.Attribute}]: '{Case.Path.Replace('\0', '?')}' is not a path: it has a NUL character in it. Remove that.");
        }

        if (!Case.FromWildcard && IncidentFolders.HasWildcard(Case.Path))
        {
            throw new ReplayConfigurationException(
                $"No incident matches '{Case.Path}', looked for from {string.Join(" and ", IncidentFolders.Roots(Settings.SourceFile))}. "
                + "A folder is one when it holds inbound.log and outbound.log. Correct the pattern, or record an incident there.");
        }
    }

    private void Tell(string text, string json, IReadOnlyList<string> notices)
    {
        Report.Write(text);
        foreach (string notice in notices)
        {
            Report.Write(notice);
        }

        try
        {
            Report.Attach("summary.txt", text);
            Report.Attach("summary.json", json);
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
