using InfernoSim.Cli.Hosting;
using InfernoSim.Cli.Terminal;
using InfernoSim.Load.Envelope;

namespace InfernoSim.Cli.Envelopes;

/// <summary>Carries out <c>infernosim envelope</c>: calls the job, prints the summary.</summary>
internal sealed class EnvelopeRunner(CliConsole console)
{
    /// <summary>Searches and prints the summary.</summary>
    /// <returns>The exit code of the outcome.</returns>
    public async Task<int> RunAsync(EnvelopeInvocation request, CancellationToken stop)
    {
        var job = new EnvelopeJob
        {
            Input = request.ToInput(console.Environment),
            Options = request.ToOptions(),
            Host = new TargetHost(request.TargetBase)
            {
                Servers = request.Servers,
                Trust = request.Trust.Open(),
            },
            Notice = console.Note,
        };
        var progress = new Latest();
        EnvelopeResult result = await new StatusLine(console, TimeProvider.System, () => progress.Text).WhileAsync(job.RunAsync(progress, stop), progress.Begun);
        await console.PrintAsync(request.Json ? result.Summary.ToJson() + "\n" : result.Summary.ToText());
        return result.Summary.ExitCode;
    }

    /// <summary>What is being measured.</summary>
    private sealed class Latest : IProgress<string>
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile string _text = "starting";

        public string Text => _text;

        public Task Begun => _begun.Task;

        public void Report(string value)
        {
            _text = $"measuring {value}";
            _begun.TrySetResult();
        }
    }
}
