using InfernoSim.Configuration;
using InfernoSim.Healing;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Verdicts;

namespace InfernoSim.Jobs;

/// <summary>
/// Replays an unchanged service against itself several times, learns which values differ each time without meaning, and
/// proposes rules for <c>replay.yaml</c> that ignore them.
/// </summary>
public sealed class HealJob
{
    /// <summary>Options to begin from: no recorded gaps, since a replay to learn from need not last.</summary>
    public static ReplayOptions Defaults { get; } = new() { TimeScale = 0, MinGap = TimeSpan.Zero };

    /// <summary>What to replay, and how; its runs, fan-out, faults and window are not looked at.</summary>
    public required ReplayInput Input { get; init; }

    /// <summary>Starts the stub and the service, once.</summary>
    public required IReplayHost Host { get; init; }

    /// <summary>How many replays are learnt from; 2 or more.</summary>
    /// <value>The default is 5.</value>
    public int Replays { get; init; } = 5;

    /// <summary>Told what did not go as asked but was no error, one line each.</summary>
    /// <value>The default is <see langword="null"/>: nobody is told.</value>
    public Action<string>? Notice { get; init; }

    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Learns; writes nothing.</summary>
    /// <param name="begun">Called when the service is there and the first replay begins.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was learnt.</returns>
    /// <exception cref="IncidentFormatException">The incident is missing or broken.</exception>
    /// <exception cref="ReplayConfigurationException">An option or <c>replay.yaml</c> cannot be used, or nothing can be learnt from the service.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task<HealJobResult> RunAsync(Action? begun = null, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        Incident incident = Input.ReadIncident(cancellationToken);
        ReplayFile file = Input.ReadFile();

        IgnoredCalls.TakeBackgroundFrom(incident, null, out IgnoredCalls background);
        var responder = new LateResponder(background);
        await using HostedService hosted = await Host.StartAsync(new HostRequest(incident, responder), cancellationToken);
        foreach (string notice in hosted.Notices)
        {
            Notice?.Invoke(notice);
        }

        begun?.Invoke();
        var replays = new HealReplays(incident, Input.OptionsWith(file, incident), hosted.Pool, next => responder.Target = next, Time, Input.Words);
        HealResult learnt = await replays.LearnAsync(Replays, new ProtectedNames(file.Protected), cancellationToken);
        (learnt, ReplaySummary judged) = await replays.ProveAsync(learnt, cancellationToken);

        string path = file.Path ?? Input.Config ?? Path.Combine(Input.Incident, ReplayFile.DefaultName);
        RuleInsertion? insertion = learnt.Proposals.Count == 0
            ? null
            : RuleInsertion.Of(path, file.Path is null ? null : await File.ReadAllTextAsync(file.Path, cancellationToken), learnt.Proposals);
        return new HealJobResult(learnt, insertion, judged, path);
    }
}
