using System.CommandLine;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Inspection;

namespace InfernoSim.Cli.Slicing;

/// <summary><c>infernosim slice</c>: the part of a long incident that matters, as an incident of its own.</summary>
internal sealed class SliceCommand : Command
{
    private readonly Argument<string> _folder = new("INCIDENT") { Description = "The incident folder. It is only read." };

    private readonly Flag<ExchangeCondition> _around = new(
        "--around", "CONDITION", "What is looked for: status, duration, method or path, a comparison, and a value, such as 'status >= 500' or 'path = /orders' (required).", null, Parse);

    private readonly Flag<TimeSpan> _within = new(
        "--within", "DURATION", "How long before it began, and after it ended, other requests belong to it.", "1s", FlagText.Duration("--within 1s"));

    private readonly Switch _keepCauses = new(
        "--keep-causes", "Keep also the requests that made the tokens, cookies and ids that are used in what is kept.");

    private readonly Flag<string> _out = new("--out", "DIR", "The incident folder to write (required).", null, text => text);

    public SliceCommand()
        : base(
            "slice",
            """
            Cut the part that matters out of a long incident: the requests that meet a condition, with what was going on around them.
            Exit code 0: it is written. 1: no request meets the condition. 2: the incident cannot be read, or the slice not written.
            """)
    {
        Add(_folder);
        Add(_around);
        Add(_within);
        Add(_keepCauses);
        Add(_out);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">A required flag is missing.</exception>
    public SliceInvocation Read(ParseResult result) => new()
    {
        Incident = result.GetRequiredValue(_folder),
        Around = _around.In(result),
        Within = _within.In(result),
        KeepCauses = _keepCauses.In(result),
        Destination = _out.In(result),
    };

    private static ExchangeCondition Parse(string text)
    {
        try
        {
            return ExchangeCondition.Parse(text);
        }
        catch (FormatException mistake)
        {
            throw new CliException(mistake.Message, mistake);
        }
    }
}
