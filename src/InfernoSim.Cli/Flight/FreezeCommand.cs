using System.CommandLine;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Flight;

/// <summary><c>infernosim freeze</c>: an incident of what a service has just done.</summary>
internal sealed class FreezeCommand : Command
{
    private readonly Argument<int> _process = new("PID") { Description = "The process of the service, of the same user on this machine." };

    private readonly Flag<string> _reason = new("--reason", "TEXT", "Why, for whoever reads the incident.", "asked for by a command", text => text.ReplaceLineEndings(" "));

    public FreezeCommand()
        : base(
            "freeze",
            """
            Have the flight recorder in a running service write an incident of the last minutes, and print its folder.
            Exit code 0: it is written. 2: there is no such recorder, or it could not write.
            """)
    {
        Add(_process);
        Add(_reason);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    public FreezeInvocation Read(ParseResult result) => new(result.GetRequiredValue(_process), _reason.In(result));
}

/// <summary>What <c>infernosim freeze</c> was asked.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Reason">Why.</param>
internal sealed record FreezeInvocation(int ProcessId, string Reason);
