using System.CommandLine;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Faults;

namespace InfernoSim.Cli.Capturing;

/// <summary>The flags of the outbound proxy, the same for every form of capture that has one.</summary>
internal sealed class OutboundFlags
{
    private readonly ListFlag<AllowedDestination> _allow = new(
        "--allow", "DESTINATION", "Where calls may go through the outbound proxy: a host, '*.example.test' for those below one, '*' for every host, an address, each with a port if wanted, or a network such as 10.0.0.0/8. Others get a 403. Needed where others can reach the proxy, and for link-local and metadata addresses. May be repeated.", AllowedDestination.Parse);

    private readonly ListFlag<Fault> _inject = new(
        "--inject", "RULE", "A fault that calls through the outbound proxy meet, by the rules of a replay, for example 'dep=payments.test latency=+200ms reset=5%'; may be repeated. What fails by it is not passed on.", Fault.Parse);

    private readonly Flag<ulong> _seed = new("--seed", "N", "The seed of what is random in --inject; the same traffic with the same seed meets the same faults.", "0", FlagText.Seed);

    /// <summary>Gives the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_allow);
        command.Add(_inject);
        command.Add(_seed);
    }

    /// <summary>The request with these flags in it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="result">The command line.</param>
    /// <param name="listen">The flag that says where the proxy listens.</param>
    /// <exception cref="CliException">One of them has no effect, or others can reach the proxy and nothing says what they may call.</exception>
    public CaptureInvocation Complete(CaptureInvocation request, ParseResult result, Option listen)
    {
        IReadOnlyList<AllowedDestination> allow = _allow.In(result);
        IReadOnlyList<Fault> faults = _inject.In(result);
        if (request.OutboundListen is null)
        {
            Option? useless = allow.Count > 0 ? _allow : faults.Count > 0 ? _inject : _seed.WasGiven(result) ? _seed : null;
            return useless is null ? request : throw new CliException($"{useless.Name}: has an effect only on the outbound proxy, and there is none");
        }

        if (_seed.WasGiven(result) && faults.Count == 0)
        {
            throw new CliException($"{_seed.Name}: has an effect only together with {_inject.Name}");
        }

        return Exposure.MistakeIn(request.OutboundListen, allow, listen.Name, _allow.Name) is { } mistake
            ? throw new CliException(mistake)
            : request with { Allow = allow, Faults = faults, Seed = _seed.In(result) };
    }
}
