using System.CommandLine;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Inspecting;

/// <summary><c>infernosim verify</c>: whether an incident can be replayed.</summary>
internal sealed class VerifyCommand : Command
{
    private readonly Argument<string> _folder = new("INCIDENT")
    {
        Description = "The incident folder. It is only read. [default: .]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Flag<string> _descriptors = PrivacyFlags.NewDescriptors();

    private readonly Switch _json = new("--json", "Print the findings as JSON on standard output.");

    public VerifyCommand()
        : base(
            "verify",
            """
            Say, without replaying it, what a replay of an incident will meet: side effects, missing dependencies, expired tokens, what capture redacted, and whether secrets were left in it.
            Exit code 0: it can be replayed. 1: something was found that makes a replay fail, or a secret. 2: it cannot be read.
            """)
    {
        Add(_folder);
        Add(_descriptors);
        Add(_json);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    public InspectInvocation Read(ParseResult result) => new()
    {
        Incident = result.GetValue(_folder) ?? ".",
        Descriptors = _descriptors.WasGiven(result) ? _descriptors.In(result) : null,
        Json = _json.In(result),
    };
}
