using System.CommandLine;
using InfernoSim.Policies;

namespace InfernoSim.Cli.CommandLine;

/// <summary>The flags that say what becomes of values at certain places.</summary>
internal sealed class PrivacyFlags
{
    private readonly ListFlag<PrivacyRule> _rules = new(
        "--privacy", "RULE", "What becomes of the values at a place: keep, token, redact or drop, and the place as in a rule of --ignore, for example 'keep json: $.password; route: POST /login'. May be repeated.", PrivacyRule.Parse);

    private readonly Flag<string> _file;

    private readonly Flag<string> _descriptors = NewDescriptors();

    /// <summary>Makes them.</summary>
    /// <param name="folder">What the command calls the folder whose file is read when none is named.</param>
    public PrivacyFlags(string folder) =>
        _file = new Flag<string>("--policy", "FILE", $"A file with such rules; without it the {PrivacyPolicy.DefaultName} of {folder}, if there is one.", null, text => text);

    /// <summary>The switch of every recorder that hides nothing.</summary>
    public static Switch NewCaptureSensitiveData() => new(
        "--capture-sensitive-data", "Keep secrets as they are; without it credentials in headers are replaced by marks such as [REDACTED:7f3a09c1b2d4], and what looks like a secret elsewhere by tokens such as tok_A13285d80329339adc65.");

    /// <summary>The flag that says what messages of gRPC are made of.</summary>
    public static Flag<string> NewDescriptors() => new(
        "--descriptors", "FILE", "A set of protobuf descriptors, as protoc writes it: with it rules name fields in messages of gRPC, and secrets in these are also known by the names of fields.", null, text => text);

    /// <summary>Gives the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_rules);
        command.Add(_file);
        command.Add(_descriptors);
    }

    /// <summary>What was given.</summary>
    public PrivacyChoice In(ParseResult result) => new(_file.WasGiven(result) ? _file.In(result) : null, _rules.In(result)) { Descriptors = _descriptors.WasGiven(result) ? _descriptors.In(result) : null };
}
