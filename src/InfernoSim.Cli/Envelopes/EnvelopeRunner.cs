using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Load.Envelope;
using InfernoSim.Replay;
using InfernoSim.Stub;

namespace InfernoSim.Cli.Envelopes;

/// <summary>Carries out <c>infernosim envelope</c>: read, search, print.</summary>
internal sealed class EnvelopeRunner(CliConsole console)
{
    /// <summary>Searches and prints the summary.</summary>
    /// <returns>The exit code of the outcome.</returns>
    public async Task<int> RunAsync(EnvelopeInvocation request, CancellationToken stop)
    {
        Incident incident = IncidentReader.Read(request.Incident, stop);
        using var engine = new EnvelopeEngine(incident, request.ToOptions(), new HttpServiceUnderTest(request.TargetBase));
        foreach (string notice in engine.Notices)
        {
            console.Note(notice);
        }

        await using DependencyStub stub = await StartStubAsync(engine, request, stop);
        var progress = new Latest();
        EnvelopeSummary summary = await new StatusLine(console, TimeProvider.System, () => progress.Text).WhileAsync(engine.RunAsync(progress, stop));
        await console.Out.WriteAsync(request.Json ? summary.ToJson() + "\n" : summary.ToText());
        return summary.ExitCode;
    }

    private static async Task<DependencyStub> StartStubAsync(EnvelopeEngine engine, EnvelopeInvocation request, CancellationToken stop)
    {
        try
        {
            return await DependencyStub.StartAsync(engine.Responder, new DependencyStubOptions { Listen = request.StubListen }, stop);
        }
        catch (StubException failure)
        {
            throw new CliException($"--stub-listen: {failure.Message}", failure);
        }
    }

    /// <summary>What is being measured.</summary>
    private sealed class Latest : IProgress<string>
    {
        private volatile string _text = "starting";

        public string Text => _text;

        public void Report(string value) => _text = $"measuring {value}";
    }
}
