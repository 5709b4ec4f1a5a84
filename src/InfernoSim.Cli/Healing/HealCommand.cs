using System.CommandLine;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Healing;

/// <summary><c>infernosim heal INCIDENT</c>: its flags, and how they become a <see cref="HealInvocation"/>.</summary>
internal sealed class HealCommand : Command
{
    private readonly Argument<string> _folder = new("INCIDENT") { Description = "The incident folder. [default: .]", Arity = ArgumentArity.ZeroOrOne };

    private readonly Flag<Uri> _targetBase = ServiceFlags.TargetBase("Where the unchanged service under test listens.");

    private readonly Flag<int> _runs = new(
        "--runs", "N", "How many replays to learn from; they are a second apart, so that clocks of whole seconds move on.", "5", FlagText.WholeNumber(2, 1000, "--runs 5"));

    private readonly Switch _write = new("--write", "Write the proposed rules into the file, instead of only showing the change.");

    private readonly Flag<string?> _config = new(
        "--config", "FILE", "The file with the rules and options; without it the replay.yaml of the incident folder.", null, text => text);

    private readonly ListFlag<KeyValuePair<string, string>> _header;

    private readonly TrustFlags _trust = new("the service");

    private readonly DependencyFlags _dependencies = new(isForCaptured: true);

    private readonly Flag<string?> _beforeRun = ServiceFlags.BeforeRun();

    /// <param name="environment">Looks up an environment variable.</param>
    public HealCommand(Func<string, string?> environment)
        : base(
            "heal",
            """
            Replay an unchanged service against itself several times, learn which values differ each time without meaning (times, ids,
            counters, signatures, ...), and propose rules for replay.yaml that ignore them, each with its evidence.
            Exit code 0: there is nothing to propose, or it was written. 1: rules were proposed and not written, or differences may mean something. 2: nothing could be learnt.
            """)
    {
        _header = ServiceFlags.Header(environment);
        Add(_folder);
        foreach (Option option in (Option[])[_targetBase, .. _trust.All, _runs, _write, _config, _header, .. _dependencies.All, _beforeRun])
        {
            Add(option);
        }
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    public HealInvocation Read(ParseResult result) => new()
    {
        Incident = result.GetValue(_folder) ?? ".",
        TargetBase = _targetBase.In(result),
        Replays = _runs.In(result),
        Write = _write.In(result),
        Config = _config.InOr(result, null),
        Headers = _header.In(result) is { Count: > 0 } headers ? headers : null,
        Trust = _trust.In(result),
        Servers = _dependencies.In(result),
        BeforeRun = _beforeRun.InOr(result, null),
    };
}
