using InfernoSim.Capture;
using InfernoSim.Capture.Transport;
using InfernoSim.Certificates;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Observations;
using InfernoSim.Recording;
using InfernoSim.Replay;

namespace InfernoSim.Cli.Capturing;

/// <summary>Carries out a capture: check, listen, record until told to stop, complete, say what to run next.</summary>
internal sealed class CaptureRunner(CliConsole console)
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Records until the token is cancelled.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CaptureInvocation request, CancellationToken stop)
    {
        string? notThere = request.Forward is null ? null : await FindServiceAsync(request, stop);

        if (request.PostgresForward is not null)
        {
            await request.PostgresForward.ProbeAsync(ProbeTimeout, stop);
        }

        using LocalAuthority? authority = request.AuthorityFolder is null ? null : LocalAuthority.Open(request.AuthorityFolder);
        await using IRecording recording = request.IsSingleLog
            ? await SingleLogRecording.StartAsync(request, stop)
            : await FolderRecording.StartAsync(request, authority, stop);
        Introduce(recording, request, authority);
        if (notThere is not null)
        {
            console.Note(notThere);
        }

        var status = new StatusLine(console, TimeProvider.System, () => CaptureWords.Describe(recording.Counts));
        CaptureException? fault = await status.WhileAsync(EndAsync(request, recording.Faulted, stop));

        console.Note("stopping; requests under way are finished first");
        try
        {
            await recording.CompleteAsync();
        }
        finally
        {
            // Where the incident could not be completed, nothing else says what is missing from it.
            Conclude(recording, request);
        }

        return fault is null ? ExitCode.Success : ExitCode.CannotRun;
    }

    // A service may call its dependencies while it starts, and then needs the proxy for its calls before it is there.
    private static async Task<string?> FindServiceAsync(CaptureInvocation request, CancellationToken stop)
    {
        try
        {
            await request.Forward!.ProbeAsync(ProbeTimeout, request.Trust.Open(), stop);
            return null;
        }
        catch (CaptureException e) when (request.OutboundListen is not null && e.InnerException is not UntrustedCertificateException)
        {
            return $"{e.Message} Until then its callers get a 502.";
        }
    }

    /// <summary>Waits for the signal to stop, or for a fault that ends it.</summary>
    /// <returns>The fault, if there was one.</returns>
    private async Task<CaptureException?> EndAsync(CaptureInvocation request, Task<CaptureException> faulted, CancellationToken stop)
    {
        await Stopped.WaitAsync(stop, orThis: faulted);
        if (!faulted.IsCompleted)
        {
            return null;
        }

        CaptureException fault = await faulted;
        console.Note(fault.Message);
        if (request.OnLogFailure == LogFailure.Continue)
        {
            console.Note("traffic passes on and is not recorded; Ctrl-C ends it (--on-log-failure refuse would have)");
            await Stopped.WaitAsync(stop);
        }

        return fault;
    }

    private void Introduce(IRecording recording, CaptureInvocation request, LocalAuthority? authority)
    {
        foreach (string notice in recording.Notices)
        {
            console.Note(notice);
        }

        if (recording.InboundAddress is { } inbound)
        {
            console.Say($"inbound   {ServiceAddress.Format(inbound)} -> {request.Forward}");
        }

        if (recording.OutboundAddress is { } outbound)
        {
            string proxy = ServiceAddress.Format(outbound);
            console.Say($"outbound  {proxy}; start the service with HTTP_PROXY={proxy}{(authority is null ? "" : $" HTTPS_PROXY={proxy}, and have it trust {authority.CertificatePath}")}");
        }

        if (recording.PostgresAddress is { } postgres)
        {
            console.Say($"postgres  {postgres} -> {request.PostgresForward}; start the service with its database at {postgres}, user and password unchanged");
        }

        console.Say($"recording to {request.Destination}; Ctrl-C ends it");
        console.Say(RecordingNotice.Of(request.ToOptions(authority).ToRecorderOptions(), "a smaller --max-body", "--capture-sensitive-data", "replay --safe-mode"));
    }

    private void Conclude(IRecording recording, CaptureInvocation request)
    {
        console.Say($"recorded {CaptureWords.Describe(recording.Counts)} to {request.Destination}");
        if (recording.Incident is { } incident)
        {
            console.Say($"replay with: {CaptureWords.ReplayCommand(incident, request.Forward, recording.OutboundAddress, recording.PostgresAddress)}");
        }

        if (recording.EventsLetGo > 0)
        {
            console.Say(CaptureWords.LetGo(recording.EventsLetGo));
        }

        if (recording.HoldsTokens)
        {
            console.Say(CaptureWords.Hidden(recording.Incident));
        }

        foreach (FaultSummary fault in recording.Faults)
        {
            console.Say(CaptureWords.Injected(fault));
        }

        foreach (string refused in CaptureWords.Refused(recording.RefusedCalls))
        {
            console.Say($"not recorded: {refused}; --allow says where calls may go");
        }

        foreach (LimitReached limit in recording.LimitsReached)
        {
            console.Say($"not recorded: {limit.What}{CaptureWords.AdviceOn(limit.Limit)}");
        }

        foreach (string problem in recording.CertificateProblems)
        {
            console.Say($"{problem}{CaptureWords.AdviceOn(problem, request.AuthorityFolder)}");
        }

        if (recording.OpaqueHosts.Count + recording.NotRecorded.Count > 0)
        {
            console.Say(CaptureWords.NotRecorded(recording.OpaqueHosts, recording.NotRecorded));
        }
    }
}
