using InfernoSim.Incidents;
using InfernoSim.Jobs;
using InfernoSim.Planning;

namespace InfernoSim.Load.Envelope;

/// <summary>One search for how much load a service sustains, from the incident folder to the summary: read, plan, stub, search.</summary>
public sealed class EnvelopeJob
{
    /// <summary>What to send, and how; its runs, fan-out, pauses, clock, goals and baseline are not looked at.</summary>
    public required ReplayInput Input { get; init; }

    /// <summary>What is asked of the search.</summary>
    public required EnvelopeOptions Options { get; init; }

    /// <summary>Starts the stub and the service, once.</summary>
    public required IReplayHost Host { get; init; }

    /// <summary>Told what a person should know before the first request is sent, one line each.</summary>
    /// <value>The default is <see langword="null"/>: nobody is told.</value>
    public Action<string>? Notice { get; init; }

    /// <summary>Searches.</summary>
    /// <param name="progress">Told what is being measured.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>What was found, also when it is less than was asked.</returns>
    /// <exception cref="IncidentFormatException">The incident is missing or broken.</exception>
    /// <exception cref="ReplayConfigurationException">An option or <c>replay.yaml</c> cannot be used, or the service cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    public async Task<EnvelopeResult> RunAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        Incident incident = Input.ReadIncident(cancellationToken);
        ReplayPlan plan = EnvelopeEngine.Plan(incident, Options, Input.OptionsWith(Input.ReadFile(), incident), Input.Words);
        Tell(plan.Notices);

        var responder = new LateResponder(plan.Background);
        await using HostedService hosted = await Host.StartAsync(new HostRequest(incident, responder), cancellationToken);
        Tell(hosted.Notices);
        using var engine = new EnvelopeEngine(plan, Options, hosted.Service)
        {
            StartProbe = hosted.StartProbe,
            MeasureCeiling = Host.MeasureCeilingAsync,
        };
        responder.Target = engine.Responder;
        return new EnvelopeResult(await engine.RunAsync(progress, cancellationToken), plan.Notices);
    }

    private void Tell(IReadOnlyList<string> notices)
    {
        foreach (string notice in notices)
        {
            Notice?.Invoke(notice);
        }
    }
}

/// <summary>What an <see cref="EnvelopeJob"/> came to.</summary>
public sealed class EnvelopeResult
{
    internal EnvelopeResult(EnvelopeSummary summary, IReadOnlyList<string> notices)
    {
        Summary = summary;
        Notices = notices;
    }

    /// <summary>What was found.</summary>
    public EnvelopeSummary Summary { get; }

    /// <summary>What a person should know of the incident or the options, one line each.</summary>
    public IReadOnlyList<string> Notices { get; }
}
