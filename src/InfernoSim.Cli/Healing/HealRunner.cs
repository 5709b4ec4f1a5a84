using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Configuration;
using InfernoSim.Healing;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stub;
using InfernoSim.Verdicts;

namespace InfernoSim.Cli.Healing;

/// <summary>Carries out <c>infernosim heal</c>: replay, learn, show, write.</summary>
internal sealed class HealRunner(CliConsole console)
{
    /// <summary>Learns, and prints what was learnt.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(HealInvocation request, CancellationToken stop)
    {
        Incident incident = IncidentReader.Read(request.Incident, stop);
        ReplayFile file = ReplayFile.Load(request.Incident, request.Config, console.Environment);
        ReplayOptions options = file.ApplyTo(HealInvocation.Defaults, _ => false);
        options = request.Headers is null ? options : options with { Headers = request.Headers };

        var responder = new CurrentResponder();
        await using DependencyStub stub = await StartStubAsync(responder, request, stop);
        var session = new HealSession(incident, options, new HttpServiceUnderTest(request.TargetBase), next => responder.Target = next, TimeProvider.System);
        HealResult learnt = await new StatusLine(console, TimeProvider.System, () => $"learning from {request.Replays} replays")
            .WhileAsync(session.LearnAsync(request.Replays, new ProtectedNames(file.Protected), stop));
        ReplaySummary judged = await session.JudgeAsync(learnt.Proposals.Select(proposal => proposal.Rule), stop);

        string path = file.Path ?? request.Config ?? Path.Combine(request.Incident, ReplayFile.DefaultName);
        RuleInsertion? insertion = learnt.Proposals.Count == 0 ? null : RuleInsertion.Of(path, file.Path is null ? null : await File.ReadAllTextAsync(file.Path, stop), learnt.Proposals);
        await console.Out.WriteAsync(HealReport.Render(learnt, insertion, judged, request, path));
        if (request.Write && insertion is not null)
        {
            Write(path, insertion.Text);
        }

        return learnt.Refusals.Count > 0 || (insertion is not null && !request.Write) ? ExitCode.Differs : ExitCode.Success;
    }

    // A reader sees the old file or the new one.
    private static void Write(string path, string text)
    {
        string partial = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(partial, text);
        File.Move(partial, path, overwrite: true);
    }

    private static async Task<DependencyStub> StartStubAsync(IDependencyResponder responder, HealInvocation request, CancellationToken stop)
    {
        try
        {
            bool isSame = request.StubListen.Port != 0 && request.StubListen.Equals(request.StubCompatListen);
            return await DependencyStub.StartAsync(
                responder, new DependencyStubOptions { Listen = request.StubListen, CompatListen = isSame ? null : request.StubCompatListen }, stop);
        }
        catch (StubException failure)
        {
            throw new CliException($"--stub-listen: {failure.Message}", failure);
        }
    }

    /// <summary>Each replay has an engine of its own; the stub is one.</summary>
    private sealed class CurrentResponder : IDependencyResponder
    {
        public volatile IDependencyResponder? Target;

        public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken) =>
            Target?.AnswerAsync(request, cancellationToken)
            ?? ValueTask.FromResult(GatewayFailure.ToAnswer(GatewayFailure.Describe(GatewayFailure.ConnectionRefused, "the replay has not begun")));
    }
}
