using System.CommandLine;
using System.Globalization;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Inspecting;

/// <summary><c>infernosim explain</c>: why a dependency call is answered from one recorded call and not from another.</summary>
internal sealed class ExplainCommand : Command
{
    private readonly Argument<string> _folder = new("INCIDENT")
    {
        Description = "The incident folder. It is only read. [default: .]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Flag<int> _exchange = new("--exchange", "N", "The exchange that makes the call, as infernosim inspect counts.", "1", text => Number("--exchange", text));

    private readonly Flag<int> _call = new("--call", "N", "Which of its dependency calls.", "1", text => Number("--call", text));

    private readonly Flag<string> _url = new("--url", "URL", "What the call asks for in place of the recorded URL; without it the same.", null, text => text);

    private readonly ListFlag<KeyValuePair<string, string>> _header = new(
        "--header", "LINE", "A header of the call in place of the recorded one, for example 'Range: bytes=0-99'; without a value the header is left out; may be repeated.", ReadHeader);

    public ExplainCommand()
        : base("explain", "List every recorded call that a dependency call could be answered from, with why it is equal or where it differs.")
    {
        Add(_folder);
        Add(_exchange);
        Add(_call);
        Add(_url);
        Add(_header);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    public ExplainInvocation Read(ParseResult result) => new()
    {
        Incident = result.GetValue(_folder) ?? ".",
        Exchange = _exchange.In(result),
        Call = _call.In(result),
        Url = _url.WasGiven(result) ? _url.In(result) : null,
        Headers = _header.In(result),
    };

    private static KeyValuePair<string, string> ReadHeader(string text) => HeaderLine.Parse(text, _ => null);

    private static int Number(string flag, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
        ? number
        : throw new CliException($"{flag}: '{text}' is not a number from 1, for example 3.");
}
