using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Matching;
using InfernoSim.Stores;

namespace InfernoSim.Cli.Inspecting;

/// <summary>Carries out <c>infernosim inspect</c> and <c>infernosim verify</c>: read, look, print.</summary>
internal sealed class InspectRunner(CliConsole console, TimeProvider time)
{
    /// <summary>Shows what an incident holds.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InspectAsync(InspectInvocation request, CancellationToken stop)
    {
        var inspection = IncidentInspection.Of(IncidentReader.Read(request.Incident, stop), FlagWording.Instance);
        await console.PrintAsync(request.Json ? inspection.ToJson() : inspection.ToText());
        return ExitCode.Success;
    }

    /// <summary>Says why a dependency call is answered from one recorded call and not from another.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExplainAsync(ExplainInvocation request, CancellationToken stop)
    {
        CallExplanation explanation = request.Divergence is { } number
            ? ExplainReported(request, number)
            : CallExplanation.Of(IncidentReader.Read(request.Incident, stop), request.Exchange, request.Call, request.Url, request.Headers);
        await console.PrintAsync(request.Json ? explanation.ToJson() : explanation.ToText());
        return ExitCode.Success;
    }

    private static CallExplanation ExplainReported(ExplainInvocation request, int number)
    {
        if (request.ResultFile is { } file)
        {
            return ReportedCalls.Explain(File.ReadAllText(file), file, number);
        }

        string summary = new LastReplay(BaselineStore.DefaultFolder).Load(request.Incident)
            ?? throw new CliException($"nothing is known of a replay of {request.Incident} on this machine; name its summary: --result FILE");
        return ReportedCalls.Explain(summary, "The last replay", number);
    }

    /// <summary>Says whether an incident can be replayed.</summary>
    /// <returns>The exit code: whether nothing was found that makes a replay fail, and no secret.</returns>
    public async Task<int> VerifyAsync(InspectInvocation request, CancellationToken stop)
    {
        GrpcDescriptors? descriptors = request.Descriptors is { } file ? GrpcDescriptors.Open(file) : null;
        var verification = IncidentVerification.Of(IncidentReader.Read(request.Incident, stop), time, FlagWording.Instance, descriptors);
        await console.PrintAsync(request.Json ? verification.ToJson() : verification.ToText());
        return verification is { IsReplayable: true, HoldsSecrets: false } ? ExitCode.Success : ExitCode.NotReplayable;
    }
}
