using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Inspection;

namespace InfernoSim.Cli.Inspecting;

/// <summary>Carries out <c>infernosim inspect</c> and <c>infernosim verify</c>: read, look, print.</summary>
internal sealed class InspectRunner(CliConsole console, TimeProvider time)
{
    /// <summary>Shows what an incident holds.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InspectAsync(InspectInvocation request, CancellationToken stop)
    {
        var inspection = IncidentInspection.Of(IncidentReader.Read(request.Incident, stop), FlagWording.Instance);
        await console.Out.WriteAsync(request.Json ? inspection.ToJson() : inspection.ToText());
        return ExitCode.Success;
    }

    /// <summary>Says why a dependency call is answered from one recorded call and not from another.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExplainAsync(ExplainInvocation request, CancellationToken stop)
    {
        await console.Out.WriteAsync(CallExplanation.Of(IncidentReader.Read(request.Incident, stop), request.Exchange, request.Call, request.Url, request.Headers));
        return ExitCode.Success;
    }

    /// <summary>Says whether an incident can be replayed.</summary>
    /// <returns>The exit code: whether nothing was found that makes a replay fail.</returns>
    public async Task<int> VerifyAsync(InspectInvocation request, CancellationToken stop)
    {
        var verification = IncidentVerification.Of(IncidentReader.Read(request.Incident, stop), time, FlagWording.Instance);
        await console.Out.WriteAsync(request.Json ? verification.ToJson() : verification.ToText());
        return verification.IsReplayable ? ExitCode.Success : ExitCode.NotReplayable;
    }
}
