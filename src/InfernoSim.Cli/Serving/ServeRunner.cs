using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Hosting;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Jobs;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Serving;

namespace InfernoSim.Cli.Serving;

/// <summary>Carries out <c>infernosim serve</c>: listens, says where, answers until told to stop, says what came.</summary>
internal sealed class ServeRunner(CliConsole console)
{
    /// <summary>Serves until the token is cancelled.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ServeInvocation request, CancellationToken stop)
    {
        ReplayInput input = request.ToInput(console.Environment);
        Incident incident = input.ReadIncident(stop);
        ReplayPlan plan = input.PlanOf(incident);
        var calls = new ServedCalls(plan, TimeProvider.System);
        await using Dependencies dependencies = await request.Servers.StartAsync(incident, calls, TimeProvider.System, stop);
        await using StatusServer status = await StatusServer.StartAsync(request.StatusListen, calls, stop);
        Introduce(request, incident, dependencies, status, calls.Receipt());
        await Stopped.WaitAsync(stop);
        ServingReceipt receipt = calls.Receipt();
        console.Say($"{receipt.Answered} of {receipt.Recorded} recorded calls were answered, {receipt.Repeated} answers repeated, {receipt.UnmatchedCount} calls matched nothing");
        return ExitCode.Success;
    }

    private void Introduce(ServeInvocation request, Incident incident, Dependencies dependencies, StatusServer status, ServingReceipt receipt)
    {
        foreach (string notice in (string[])[.. incident.Notices, .. dependencies.Notices])
        {
            console.Note(notice);
        }

        string proxy = ServiceAddress.Format(dependencies.StubAddress);
        console.Say($"stub      {proxy}; start the service with HTTP_PROXY={proxy}{(dependencies.Authority is { } authority ? $" HTTPS_PROXY={proxy}, and have it trust {authority.CertificatePath}" : "")}");
        if (dependencies.PostgresAddress is { } postgres)
        {
            console.Say($"postgres  {postgres}; start the service with its database at {postgres}");
        }

        console.Say($"status    {ServiceAddress.Format(status.Address)}/__infernosim/status");
        console.Say($"serving the {receipt.Recorded} recorded calls of {request.Incident}; Ctrl-C ends it");
    }
}
