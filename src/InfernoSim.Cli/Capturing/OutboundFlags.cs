using System.CommandLine;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Capturing;

/// <summary>The flags of the outbound proxy, the same for every form of capture that has one.</summary>
internal sealed class OutboundFlags
{
    private readonly ListFlag<AllowedDestination> _allow = new(
        "--allow", "DESTINATION", "Where calls may go through the outbound proxy: a host, '*.example.test' for those below one, '*' for every host, an address, each with a port if wanted, or a network such as 10.0.0.0/8. Others get a 403. Needed where others can reach the proxy, and for link-local and metadata addresses. May be repeated.", AllowedDestination.Parse);

    /// <summary>Gives the flags to a command.</summary>
    public void AddTo(Command command) => command.Add(_allow);

    /// <summary>The request with these flags in it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="result">The command line.</param>
    /// <param name="listen">The flag that says where the proxy listens.</param>
    /// <exception cref="CliException">One of them has no effect, or others can reach the proxy and nothing says what they may call.</exception>
    public CaptureInvocation Complete(CaptureInvocation request, ParseResult result, Option listen)
    {
        IReadOnlyList<AllowedDestination> allow = _allow.In(result);
        if (request.OutboundListen is null)
        {
            return allow.Count == 0 ? request : throw new CliException($"{_allow.Name}: has an effect only on the outbound proxy, and there is none");
        }

        return Exposure.MistakeIn(request.OutboundListen, allow, listen.Name, _allow.Name) is { } mistake
            ? throw new CliException(mistake)
            : request with { Allow = allow };
    }
}
