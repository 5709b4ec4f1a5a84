using System.CommandLine;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Inspecting;

/// <summary><c>infernosim inspect</c>: what an incident holds.</summary>
internal sealed class InspectCommand : Command
{
    private readonly Argument<string> _folder = new("INCIDENT")
    {
        Description = "The incident folder. It is only read. [default: .]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Switch _json = new("--json", "Print the inspection as JSON on standard output.");

    public InspectCommand()
        : base("inspect", "Show what an incident holds: each request with its dependency calls, and the values that a replay carries forward.")
    {
        Add(_folder);
        Add(_json);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    public InspectInvocation Read(ParseResult result) => new() { Incident = result.GetValue(_folder) ?? ".", Json = _json.In(result) };
}
