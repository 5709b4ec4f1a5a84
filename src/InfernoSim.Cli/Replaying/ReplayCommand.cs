using System.CommandLine;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Replaying;

/// <summary><c>infernosim replay [INCIDENT]</c>: its flags, and how they become a <see cref="ReplayInvocation"/>.</summary>
internal sealed class ReplayCommand : Command
{
    private readonly Argument<string?> _folder = new("INCIDENT")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The incident folder; the same as --incident.",
    };

    private readonly Flag<string> _incident = new(
        "--incident", "DIR", "The incident folder, as capture wrote it. It is only read.", ".", text => text);

    private readonly Flag<Uri> _targetBase = ServiceFlags.TargetBase();

    private readonly ReplayFlags _options;

    private readonly Flag<string?> _config = ServiceFlags.Config();

    private readonly TrustFlags _trust = new("the service");

    private readonly DependencyFlags _dependencies = new(isForCaptured: true);

    private readonly Flag<string?> _beforeRun = ServiceFlags.BeforeRun();

    private readonly Switch _json = new("--json", "Print the summary as JSON on standard output, and nothing else there.");

    private readonly Switch _quiet = new("--quiet", "Print only the outcome and the first divergence.");

    /// <param name="environment">Looks up an environment variable.</param>
    public ReplayCommand(Func<string, string?> environment)
        : base(
            "replay",
            """
            Replay an incident against a service, its dependencies answered from the recording, and judge what it did.
            A DURATION is written as in Go: 200ms, 1.5s, 5m, 1h30m. An ADDRESS is [IP]:port; without an IP it is this machine's only.
            Exit code 0: the service passed. 1: it failed. 2: it could not be judged.
            """)
    {
        _options = new ReplayFlags(environment);
        Add(_folder);
        Add(_incident);
        Add(_targetBase);
        foreach (Option flag in _trust.All)
        {
            Add(flag);
        }

        foreach (ReplayOption option in ReplayOptionTable.All)
        {
            // After the rules comes the file that has some, and after that where the stub is.
            Option[] flags = [.. _options.Of(option.Property), .. option.Property == nameof(ReplayOptions.Ignore) ? (Option[])[_config, .. _dependencies.All, _beforeRun] : []];
            Array.ForEach(flags, Add);
        }

        Add(_json);
        Add(_quiet);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">Flags that do not go together.</exception>
    public ReplayInvocation Read(ParseResult result) => new()
    {
        Incident = ReadIncident(result),
        TargetBase = _targetBase.In(result),
        Config = _config.InOr(result, null),
        Given = _options.Given(result),
        Trust = _trust.In(result),
        Servers = _dependencies.In(result),
        BeforeRun = _beforeRun.InOr(result, null),
        Json = _json.In(result),
        Quiet = _quiet.In(result),
        Options = _options.Read(result),
    };

    private string ReadIncident(ParseResult result)
    {
        string flag = _incident.In(result);
        if (result.GetValue(_folder) is not string positional)
        {
            return flag;
        }

        return !_incident.WasGiven(result) || Path.GetFullPath(flag) == Path.GetFullPath(positional)
            ? positional
            : throw new CliException($"--incident: '{flag}' and '{positional}' are two different folders; give one of them");
    }
}
