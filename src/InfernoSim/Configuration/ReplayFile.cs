using InfernoSim.Noise;
using InfernoSim.Planning;

namespace InfernoSim.Configuration;

/// <summary>What a <c>replay.yaml</c> says: rules, protected names, and options in place of their defaults.</summary>
internal sealed class ReplayFile
{
    /// <summary>What it is called in an incident folder.</summary>
    public const string DefaultName = "replay.yaml";

    private const string OtherName = "replay.yml";

    /// <summary>The file; <see langword="null"/> when there is none.</summary>
    public string? Path { get; init; }

    /// <summary>What is ignored.</summary>
    public IReadOnlyList<NoiseRule> Ignore { get; init; } = [];

    /// <summary>Names, beside the usual ones, of what the service decided: neither proposed to be ignored, nor in a ready set, nor live state.</summary>
    public IReadOnlyList<string> Protected { get; init; } = [];

    /// <summary>The other options that are set, by the property of <see cref="ReplayOptions"/>.</summary>
    public IReadOnlyDictionary<string, Func<ReplayOptions, ReplayOptions>> Options { get; init; } = new Dictionary<string, Func<ReplayOptions, ReplayOptions>>();

    /// <summary>Reads the file of an incident.</summary>
    /// <param name="incident">The incident folder.</param>
    /// <param name="named">A file in place of the one in the folder; <see langword="null"/> for that one, which need not be there.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="ReplayConfigurationException">The file is not there, or something in it is wrong.</exception>
    public static ReplayFile Load(string incident, string? named, Func<string, string?> environment)
    {
        string path = named ?? System.IO.Path.Combine(incident, DefaultName);
        if (File.Exists(path))
        {
            return ReplayFileReader.Read(path, File.ReadAllText(path), environment);
        }

        if (named is not null)
        {
            throw new ReplayConfigurationException($"{named}: there is no such file; name an existing one, or leave it out to use {DefaultName} of the incident folder.");
        }

        return File.Exists(System.IO.Path.Combine(incident, OtherName))
            ? throw new ReplayConfigurationException($"{System.IO.Path.Combine(incident, OtherName)} would not be read; rename it to {DefaultName}.")
            : new ReplayFile();
    }

    /// <summary>Puts what the file says where nothing was given. Rules that were given come after those of the file.</summary>
    /// <param name="options">What was given, and defaults.</param>
    /// <param name="isGiven">Whether a property was given.</param>
    /// <returns>The options.</returns>
    public ReplayOptions ApplyTo(ReplayOptions options, Func<string, bool> isGiven)
    {
        ReplayOptions result = options with { Ignore = [.. Ignore, .. options.Ignore], Protected = [.. Protected, .. options.Protected] };
        foreach ((string property, Func<ReplayOptions, ReplayOptions> set) in Options)
        {
            result = isGiven(property) ? result : set(result);
        }

        return result;
    }
}
