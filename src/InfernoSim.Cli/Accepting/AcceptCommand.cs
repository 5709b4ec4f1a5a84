using System.CommandLine;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Accepting;

/// <summary><c>infernosim accept</c>: what tests received becomes what they expect.</summary>
internal sealed class AcceptCommand : Command
{
    private readonly Argument<string> _location = new("PATH")
    {
        Description = "The folder to look in, with all below it, or one received file. [default: .]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Switch _all = new("--all", "Accept every *.received.txt, also those that are not snapshots of a replay's summary.");

    public AcceptCommand()
        : base("accept", "Accept snapshots: rename each Test.received.txt that a failing test wrote to Test.verified.txt.")
    {
        Add(_location);
        Add(_all);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    public AcceptInvocation Read(ParseResult result) => new()
    {
        Location = result.GetValue(_location) ?? ".",
        All = _all.In(result),
    };
}
