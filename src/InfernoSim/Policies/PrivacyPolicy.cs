using InfernoSim.Matching;
using InfernoSim.Scrubbing;

namespace InfernoSim.Policies;

/// <summary>
/// What a recorder writes down, and what not: rules for places, beside what it takes for a secret by its form or name. Where several rules name one
/// place, <c>drop</c> goes before <c>redact</c>, <c>redact</c> before <c>token</c>, and <c>token</c> before <c>keep</c>. Immutable.
/// </summary>
public sealed class PrivacyPolicy
{
    /// <summary>What a file with rules is called in a folder of recordings.</summary>
    public const string DefaultName = "privacy.yaml";

    private readonly PlacePolicy? _places;

    private PrivacyPolicy(IReadOnlyList<PrivacyRule> rules, GrpcDescriptors? descriptors = null)
    {
        if (descriptors is not null)
        {
            FieldRules.ThrowIfUnfit(rules, descriptors);
        }

        Rules = rules;
        _places = rules.Count == 0 && descriptors is null ? null : new PlacePolicy(rules, descriptors);
    }

    /// <summary>No rules.</summary>
    public static PrivacyPolicy None { get; } = new([]);

    /// <summary>The rules.</summary>
    public IReadOnlyList<PrivacyRule> Rules { get; }

    /// <summary>The rules as a recorder asks for them; <see langword="null"/> where there are none.</summary>
    internal IPlacePolicy? Places => _places;

    /// <summary>A policy of some rules.</summary>
    /// <param name="rules">The rules, each as <see cref="PrivacyRule.Parse"/> reads it.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ReplayConfigurationException">A text is not a rule.</exception>
    public static PrivacyPolicy Parse(params IEnumerable<string> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return Of(rules.Select(PrivacyRule.Parse));
    }

    /// <summary>Reads a file with rules: lists of places under <c>keep</c>, <c>token</c>, <c>redact</c> and <c>drop</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ReplayConfigurationException">It is not there, or something in it is wrong; the message names file, line, value and remedy.</exception>
    public static PrivacyPolicy Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? Of(PrivacyFileReader.Read(path, File.ReadAllText(path)))
            : throw new ReplayConfigurationException($"{path}: there is no such file; name an existing one, for example with the line: keep: [{{ json: $.password, route: POST /login }}]");
    }

    /// <summary>A policy with the rules of this and those of another one.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>The policy.</returns>
    public PrivacyPolicy With(PrivacyPolicy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Of([.. Rules, .. other.Rules], other._places?.Descriptors ?? _places?.Descriptors);
    }

    /// <summary>The same policy with descriptors, by which it names fields in messages of gRPC, and finds secrets in them by the names of fields.</summary>
    /// <param name="path">A file with a set of protobuf descriptors, as <c>protoc --include_imports --descriptor_set_out</c> writes it.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ReplayConfigurationException">The file is none, or a rule is for a field that it cannot be for.</exception>
    public PrivacyPolicy WithDescriptors(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Of(Rules, GrpcDescriptors.Open(path));
    }

    /// <summary>The rules that keep values.</summary>
    /// <param name="descriptors">What messages of gRPC are made of; <see langword="null"/> where nobody has said.</param>
    internal PrivacyPolicy KeepingOnly(GrpcDescriptors? descriptors) => Of(Rules.Where(rule => rule.Action == PlaceAction.Keep), descriptors);

    /// <summary>The rules of the file of a folder, which need not be there, and of another one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="named">A file in place of the one of the folder; <see langword="null"/> for that one.</param>
    /// <exception cref="ReplayConfigurationException">The named file is not there, or something in it is wrong.</exception>
    internal static PrivacyPolicy LoadFor(string folder, string? named) =>
        named is not null ? Load(named) : Path.Combine(folder, DefaultName) is var path && File.Exists(path) ? Load(path) : None;

    /// <summary>A policy of some rules.</summary>
    internal static PrivacyPolicy Of(IEnumerable<PrivacyRule> rules, GrpcDescriptors? descriptors = null) => new([.. rules.DistinctBy(rule => rule.ToString())], descriptors);
}
