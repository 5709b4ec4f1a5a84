using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Inspection;

namespace InfernoSim.Cli.Slicing;

/// <summary>Carries out <c>infernosim slice</c>.</summary>
internal sealed class SliceRunner(CliConsole console)
{
    /// <summary>Cuts and writes.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(SliceInvocation request, CancellationToken stop)
    {
        Incident incident = IncidentReader.Read(request.Incident, stop);
        var slice = IncidentSlice.Of(incident, request.Around, request.Within, request.KeepCauses);
        if (slice.Met == 0)
        {
            console.Note($"no request of {request.Incident} meets the condition; nothing is written");
            return ExitCode.Differs;
        }

        await slice.WriteAsync(request.Destination);
        console.Out.WriteLine($"{slice.Count} of {incident.Exchanges.Count} requests, {slice.Met} of them as asked for, are in {request.Destination}");
        return ExitCode.Success;
    }
}
