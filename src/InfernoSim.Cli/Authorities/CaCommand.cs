using System.CommandLine;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Authorities;

/// <summary><c>infernosim ca create|export|show</c>: the local certificate authority.</summary>
internal sealed class CaCommand : Command
{
    private readonly Argument<string> _what = new("create|export|show")
    {
        Description = "Make the authority; print its certificate, for the service to trust; or say what it is.",
    };

    private readonly Flag<string> _folder = AuthorityFlag.Create("The folder of the authority.");

    private readonly ListFlag<string> _domains = new(
        "--domain", "NAME", "For create: a domain that the authority may vouch for, itself and all below it, and for nothing else; without it, for any name. May be repeated.", text => text);

    private readonly Flag<string?> _out = new("--out", "FILE", "For export: where the certificate is written, as PEM; standard output when omitted.", null, text => text);

    public CaCommand()
        : base(
            "ca",
            """
            The certificate authority of this machine's own, by which capture records https calls and a replay answers them. Only a service that trusts it can be recorded so.
            Its private key is readable by its owner alone. Whoever has the key can pretend to be any server it may vouch for, to whoever trusts it.
            """)
    {
        Add(_what);
        Add(_folder);
        Add(_domains);
        Add(_out);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">It is none of the three, or has a flag of another.</exception>
    public CaInvocation Read(ParseResult result)
    {
        CaAction action = result.GetValue(_what) switch
        {
            "create" => CaAction.Create,
            "export" => CaAction.Export,
            "show" => CaAction.Show,
            var other => throw new CliException($"'{other}' is nothing to do with a certificate authority; give create, export or show"),
        };
        ThrowIfGiven(_domains.In(result).Count > 0 && action != CaAction.Create, _domains, "create");
        ThrowIfGiven(_out.WasGiven(result) && action != CaAction.Export, _out, "export");
        return new CaInvocation { Action = action, Folder = AuthorityFlag.FolderIn(_folder, result), Domains = _domains.In(result), Out = _out.InOr(result, null) };
    }

    private static void ThrowIfGiven(bool isGiven, Option flag, string action)
    {
        if (isGiven)
        {
            throw new CliException($"{flag.Name}: is for 'infernosim ca {action}' alone");
        }
    }
}
