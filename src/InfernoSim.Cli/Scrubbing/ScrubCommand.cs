using System.CommandLine;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Scrubbing;

/// <summary><c>infernosim scrub</c>: an incident without the secrets that stand in it.</summary>
internal sealed class ScrubCommand : Command
{
    private readonly Argument<string> _folder = new("INCIDENT")
    {
        Description = "The incident folder. It is only read. [default: .]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Flag<string> _out = new("--out", "DIR", "Where the scrubbed incident is written; INCIDENT-scrubbed when omitted.", null, text => text);

    private readonly PrivacyFlags _privacy = new("the incident folder");

    public ScrubCommand()
        : base(
            "scrub",
            """
            Write an incident anew without its secrets: credentials, keys, passwords, card numbers and e-mail addresses become tokens, equal ones equal tokens, so that it replays as before.
            INFERNOSIM_PRIVACY_KEY in the environment keys the tokens: the same key gives the same tokens again. Without it they are new each time.
            """)
    {
        Add(_folder);
        Add(_out);
        _privacy.AddTo(this);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    public ScrubInvocation Read(ParseResult result) => new()
    {
        Incident = result.GetValue(_folder) ?? ".",
        Privacy = _privacy.In(result),
        Out = _out.WasGiven(result) ? _out.In(result) : null,
    };
}
