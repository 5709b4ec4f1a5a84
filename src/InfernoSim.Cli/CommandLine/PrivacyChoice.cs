using InfernoSim.Policies;

namespace InfernoSim.Cli.CommandLine;

/// <summary>What a command line says of the values at certain places.</summary>
/// <param name="File">A file with rules; <see langword="null"/> for that of the folder.</param>
/// <param name="Rules">More rules.</param>
internal sealed record PrivacyChoice(string? File, IReadOnlyList<PrivacyRule> Rules)
{
    /// <summary>Nothing.</summary>
    public static PrivacyChoice None { get; } = new(null, []);

    /// <summary>A file with descriptors; <see langword="null"/> for none.</summary>
    public string? Descriptors { get; init; }

    /// <summary>The policy.</summary>
    /// <param name="folder">The folder whose file is read where none is named.</param>
    /// <exception cref="ReplayConfigurationException">A file is not there, or something in it is wrong.</exception>
    public PrivacyPolicy Open(string folder)
    {
        PrivacyPolicy policy = PrivacyPolicy.LoadFor(folder, File).With(PrivacyPolicy.Of(Rules));
        return Descriptors is null ? policy : policy.WithDescriptors(Descriptors);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{File ?? PrivacyPolicy.DefaultName} [{string.Join(", ", Rules)}]{(Descriptors is null ? "" : $" by {Descriptors}")}";
}
