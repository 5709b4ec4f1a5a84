using System.CommandLine;

namespace InfernoSim.Cli.CommandLine;

/// <summary>The flags that say whose certificates are accepted, the same for every command that reaches a server by TLS.</summary>
internal sealed class TrustFlags
{
    private readonly Flag<string?> _trust;
    private readonly Switch _insecure;

    /// <param name="whose">Whose certificates, for help.</param>
    public TrustFlags(string whose)
    {
        _trust = new("--trust", "FILE", $"A PEM file with certificates that are trusted beside those that this machine trusts, when {whose} is reached by https.", null, text => text);
        _insecure = new("--insecure-upstream", "Accept any certificate there, even an expired one or one of another name: for development alone.");
    }

    /// <summary>The flags, in the order in which help lists them.</summary>
    public IReadOnlyList<Option> All => [_trust, _insecure];

    /// <summary>The trust that was asked for.</summary>
    /// <exception cref="CliException">The two exclude each other, and both were given.</exception>
    public TrustChoice In(ParseResult result)
    {
        var choice = new TrustChoice(_trust.InOr(result, null), _insecure.In(result));
        return choice is { File: not null, Anyone: true } ? throw new CliException($"{_trust.Name} and {_insecure.Name} exclude each other; give one of them") : choice;
    }
}
