using System.CommandLine;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Bundling;

/// <summary><c>infernosim bundle seal|open</c>: an incident as one encrypted file.</summary>
internal sealed class BundleCommand : Command
{
    private readonly Argument<string> _what = new("seal|open") { Description = "Make a bundle of an incident, or an incident of a bundle." };

    private readonly Argument<string> _path = new("PATH") { Description = "The incident folder, or the bundle. It is only read." };

    private readonly Flag<string> _out = new("--out", "PATH", "What is written: the bundle, which must not be there, or the incident folder, which must not be there or be empty (required).", null, text => text);

    private readonly Flag<int> _maxSize = new("--max-size", "SIZE", "For open: how large the incident may be; a larger one is refused.", "1GiB", FlagText.ByteSize);

    public BundleCommand()
        : base(
            "bundle",
            """
            An incident as one encrypted file (AES-256-GCM, with a key that Argon2id makes of a passphrase), and back.
            INFERNOSIM_BUNDLE_PASSPHRASE in the environment is the passphrase, of 12 characters or more. Whoever has it, and nobody else, can read the incident or change it unseen.
            Exit code 0: it is written. 2: it is not, and nothing is left of it.
            """)
    {
        Add(_what);
        Add(_path);
        Add(_out);
        Add(_maxSize);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">It is neither of the two, or a required flag is missing.</exception>
    public BundleInvocation Read(ParseResult result) => new()
    {
        Seals = result.GetRequiredValue(_what) switch
        {
            "seal" => _maxSize.WasGiven(result) ? throw new CliException($"{_maxSize.Name}: is for 'infernosim bundle open' alone") : true,
            "open" => false,
            var other => throw new CliException($"'{other}' is nothing to do with a bundle; give seal or open"),
        },
        Path = result.GetRequiredValue(_path),
        Out = _out.In(result),
        MaxSize = _maxSize.In(result),
    };
}
