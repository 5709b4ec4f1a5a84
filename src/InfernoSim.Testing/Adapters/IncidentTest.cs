using System.Reflection;
using System.Threading.RateLimiting;
using InfernoSim.Printing;
using InfernoSim.Testing.Envelope;

namespace InfernoSim.Testing.Adapters;

/// <summary>A test method with one of its incidents, about to be run: what an adapter runs before the method's body.</summary>
public sealed class IncidentTest
{
    private readonly MethodInfo _method;
    private readonly int _timeout;

    /// <summary>Puts a test together. Nothing is started.</summary>
    /// <param name="attribute">What is asked.</param>
    /// <param name="incident">One of <see cref="IncidentCase.List"/> of the attribute's settings.</param>
    /// <param name="testClass">The class of the test, as it was asked to be run; it or its assembly says what the service under test is.</param>
    /// <param name="method">The body.</param>
    /// <param name="instance">The test class's object; <see langword="null"/> when the method is static.</param>
    /// <param name="report">Where the summary goes.</param>
    public IncidentTest(IDescribeIncidentTest attribute, IncidentCase incident, Type testClass, MethodInfo method, object? instance, ITestReport report)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(testClass);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(report);
        Settings = attribute.Settings;
        Case = incident;
        TestClass = testClass;
        Instance = instance;
        Report = report;
        _timeout = attribute.Timeout;
        _method = method;
    }

    internal IncidentTestSettings Settings { get; }

    internal IncidentCase Case { get; }

    internal Type TestClass { get; }

    internal object? Instance { get; }

    internal ITestReport Report { get; }

    /// <summary>The attribute that makes a method an incident test.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The attribute; <see langword="null"/> when the method is no incident test.</returns>
    /// <exception cref="InvalidOperationException">It has two.</exception>
    public static IDescribeIncidentTest? AttributeOf(MethodInfo method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return method.GetCustomAttributes(inherit: true).OfType<IDescribeIncidentTest>().SingleOrDefault();
    }

    /// <summary>
    /// Replays the incident, or searches with it, and reports the summary: after the test class's constructor and set-up, before the
    /// body. It waits for its turn where others would disturb it.
    /// </summary>
    /// <param name="cancellationToken">The framework's: ends the replay or the search.</param>
    /// <returns>The arguments of the body. Run it now: the test has not failed.</returns>
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
        await CallerContext.Leave();
        TestBody.Check(_method, Settings.Work);
        CheckPath();
        using RateLimitLease turn = await (Settings.Envelope is null ? ProcessTurns.ForReplayAsync(cancellationToken) : ProcessTurns.ForSearchAsync(cancellationToken));
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(_timeout > 0 ? _timeout : Timeout.Infinite), TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);

        try
        {
            object[] outcome = Settings.Envelope is { } envelope ? await SearchAsync(envelope, stop.Token) : await ReplayAsync(stop.Token);
            return TestBody.Arguments(_method, outcome);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The {Settings.Work.Name} of {VisibleText.Line(Case.Name)} did not end within Timeout = {_timeout} ms and was stopped.\n\n"
                + $"Next: raise Timeout, or {Settings.Work.ToTakeLess}.");
        }
    }

    private async Task<object[]> SearchAsync(EnvelopeSettings envelope, CancellationToken cancellationToken)
    {
        IncidentEnvelopeSearch search = IncidentEnvelopeSearch.For(ServiceHosts.Find(TestClass), Case.Path, Settings.SourceFile).With(envelope, Settings.Replay);
        search.Replayer.WithDefaults(IncidentDefaultsAttribute.RulesFor(TestClass));
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

        IncidentReplayer replayer = IncidentReplayer.For(ServiceHosts.Find(TestClass), Case.Path, Settings.SourceFile).With(Settings.Replay).WithDefaults(IncidentDefaultsAttribute.RulesFor(TestClass));
        if (Instance is IConfigureServiceUnderTest configuring)
        {
            replayer.ConfiguredBy(configuring);
        }

        foreach (IPrepareState preparing in StatePreparers.Of(TestClass, _method, Instance))
        {
            replayer.PreparedBy(preparing);
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
            Report.Write(VisibleText.Line(notice));
        }

        try
        {
            Report.Attach("summary.txt", text);
            Report.Attach("summary.json", json);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // What the verdict is does not depend on whether there is room for a copy of it.
            Report.Write(VisibleText.Line($"The summary could not be attached: {problem.Message}"));
        }
    }

    private SnapshotTarget SnapshotTarget() =>
        new(Settings.SourceFile, Testing.SnapshotTarget.NameOf(TestClass), _method.Name, Case.FromWildcard ? $"incident={Case.Name}" : null);
}
