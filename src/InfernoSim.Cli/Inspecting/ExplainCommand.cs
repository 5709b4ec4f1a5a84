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

    private readonly Flag<int> _divergence = new(
        "--divergence", "N", "Explain the Nth divergence of a replay in place of a recorded call; not together with a flag about the call.", null, text => Number("--divergence", text));

    private readonly Flag<string> _result = new("--result", "FILE", "The summary that has the divergence, as infernosim replay --json prints it; without it that of the last replay of the incident.", null, text => text);

    private readonly Switch _json = new("--json", "Print the explanation as JSON on standard output.");

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
        Add(_divergence);
        Add(_result);
        Add(_json);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">Flags that do not go together.</exception>
    public ExplainInvocation Read(ParseResult result)
    {
        bool isReported = _divergence.WasGiven(result);
        bool isOfCall = _exchange.WasGiven(result) || _call.WasGiven(result) || _url.WasGiven(result) || result.GetResult(_header) is { Implicit: false };
        if (isReported && isOfCall)
        {
            throw new CliException("--divergence says which call it is; leave --exchange, --call, --url and --header away");
        }

        return !isReported && _result.WasGiven(result)
            ? throw new CliException("--result is where --divergence is looked up; give --divergence N as well")
            : ReadChecked(result);
    }

    private ExplainInvocation ReadChecked(ParseResult result) => new()
    {
        Incident = result.GetValue(_folder) ?? ".",
        Exchange = _exchange.In(result),
        Call = _call.In(result),
        Url = _url.WasGiven(result) ? _url.In(result) : null,
        Headers = _header.In(result),
        Divergence = _divergence.WasGiven(result) ? _divergence.In(result) : null,
        ResultFile = _result.WasGiven(result) ? _result.In(result) : null,
        Json = _json.In(result),
    };

    private static KeyValuePair<string, string> ReadHeader(string text) => HeaderLine.Parse(text, _ => null);

    private static int Number(string flag, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
        ? number
        : throw new CliException($"{flag}: '{text}' is not a number from 1, for example 3.");
}
