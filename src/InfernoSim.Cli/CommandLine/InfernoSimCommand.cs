using System.CommandLine;
using InfernoSim.Cli.Accepting;
using InfernoSim.Cli.Authorities;
using InfernoSim.Cli.Bundling;
using InfernoSim.Cli.Capturing;
using InfernoSim.Cli.Envelopes;
using InfernoSim.Cli.Flight;
using InfernoSim.Cli.Healing;
using InfernoSim.Cli.Inspecting;
using InfernoSim.Cli.Replaying;
using InfernoSim.Cli.Scrubbing;
using InfernoSim.Cli.Serving;
using InfernoSim.Cli.Slicing;
using InfernoSim.Cli.Terminal;

namespace InfernoSim.Cli.CommandLine;

/// <summary>The whole command line: the commands, and the classic capture forms at the root.</summary>
internal sealed class InfernoSimCommand : RootCommand
{
    public InfernoSimCommand(CliConsole console)
        : base("A recorded production incident becomes a test: capture its traffic, replay it, read the verdict.")
    {
        HelpName = "infernosim";
        Replay = new ReplayCommand(console.Environment);
        Heal = new HealCommand(console.Environment);
        Add(Capture);
        Add(Run);
        Add(Freeze);
        Add(Replay);
        Envelope = new EnvelopeCommand(console.Environment);
        Add(Envelope);
        Serve = new ServeCommand(console.Environment);
        Add(Serve);
        Add(Accept);
        Add(Inspect);
        Add(Verify);
        Add(Slice);
        Add(Explain);
        Add(Heal);
        Add(Scrub);
        Add(Bundle);
        Add(Ca);
        Classic.AddTo(this);
        Capture.SetAction((result, stop) => new CaptureRunner(console).RunAsync(Capture.Read(result), stop));
        Run.SetAction((result, stop) => new RunRunner(console).RunAsync(Run.Read(result), stop));
        Freeze.SetAction((result, stop) => new FreezeRunner(console).RunAsync(Freeze.Read(result), stop));
        Replay.SetAction((result, stop) => new ReplayRunner(console).RunAsync(Replay.Read(result), stop));
        Envelope.SetAction((result, stop) => new EnvelopeRunner(console).RunAsync(Envelope.Read(result), stop));
        Serve.SetAction((result, stop) => new ServeRunner(console).RunAsync(Serve.Read(result), stop));
        Accept.SetAction((result, stop) => Task.FromResult(new AcceptRunner(console).Run(Accept.Read(result), stop)));
        Inspect.SetAction((result, stop) => new InspectRunner(console, TimeProvider.System).InspectAsync(Inspect.Read(result), stop));
        Verify.SetAction((result, stop) => new InspectRunner(console, TimeProvider.System).VerifyAsync(Verify.Read(result), stop));
        Slice.SetAction((result, stop) => new SliceRunner(console).RunAsync(Slice.Read(result), stop));
        Explain.SetAction((result, stop) => new InspectRunner(console, TimeProvider.System).ExplainAsync(Explain.Read(result), stop));
        Heal.SetAction((result, stop) => new HealRunner(console).RunAsync(Heal.Read(result), stop));
        Scrub.SetAction((result, stop) => new ScrubRunner(console).RunAsync(Scrub.Read(result), stop));
        Bundle.SetAction((result, stop) => new BundleRunner(console).RunAsync(Bundle.Read(result), stop));
        Ca.SetAction((result, stop) => new CaRunner(console).RunAsync(Ca.Read(result), stop));
        SetAction((result, stop) => new CaptureRunner(console).RunAsync(Classic.Read(result), stop));
    }

    /// <summary><c>infernosim capture</c>.</summary>
    public CaptureCommand Capture { get; } = new();

    /// <summary><c>infernosim run</c>.</summary>
    public RunCommand Run { get; } = new();

    /// <summary><c>infernosim freeze</c>.</summary>
    public FreezeCommand Freeze { get; } = new();

    /// <summary><c>infernosim replay</c>.</summary>
    public ReplayCommand Replay { get; }

    /// <summary><c>infernosim envelope</c>.</summary>
    public EnvelopeCommand Envelope { get; }

    /// <summary><c>infernosim serve</c>.</summary>
    public ServeCommand Serve { get; }

    /// <summary><c>infernosim accept</c>.</summary>
    public AcceptCommand Accept { get; } = new();

    /// <summary><c>infernosim inspect</c>.</summary>
    public InspectCommand Inspect { get; } = new();

    /// <summary><c>infernosim verify</c>.</summary>
    public VerifyCommand Verify { get; } = new();

    /// <summary><c>infernosim slice</c>.</summary>
    public SliceCommand Slice { get; } = new();

    /// <summary><c>infernosim explain</c>.</summary>
    public ExplainCommand Explain { get; } = new();

    /// <summary><c>infernosim heal</c>.</summary>
    public HealCommand Heal { get; }

    /// <summary><c>infernosim scrub</c>.</summary>
    public ScrubCommand Scrub { get; } = new();

    /// <summary><c>infernosim bundle</c>.</summary>
    public BundleCommand Bundle { get; } = new();

    /// <summary><c>infernosim ca</c>.</summary>
    public CaCommand Ca { get; } = new();

    /// <summary><c>infernosim --mode=...</c>.</summary>
    public ClassicCaptureFlags Classic { get; } = new();

    /// <summary>Parses a command line.</summary>
    /// <exception cref="CliException">A switch with a value that is neither true nor false.</exception>
    public ParseResult Read(IReadOnlyList<string> args) => Parse(
        ArgumentTokens.Normalise(args, this),
        // No bundling of letters and no @files: a header or a fault rule may begin with anything.
        new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
}
