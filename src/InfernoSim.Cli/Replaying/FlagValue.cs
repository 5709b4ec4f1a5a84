using System.Numerics;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Replaying;

/// <summary>The texts that a flag was given, read as the option that it is.</summary>
/// <param name="texts">One text, or any number where the option takes a list.</param>
/// <param name="environment">Looks up an environment variable.</param>
internal sealed class FlagValue(IReadOnlyList<string> texts, Func<string, string?> environment) : IOptionReader
{
    /// <inheritdoc/>
    public Func<string, string?> Environment => environment;

    private string Text => texts[0];

    /// <inheritdoc/>
    public T Number<T>(ReplayOption option)
        where T : struct, INumber<T>
    {
        string example = option.Range<T>() is null ? option.Example : $"--{option.Name} {option.Example}";
        return option.TryNumber(Text, out T value, out string expected) ? value : throw new CliException($"'{Text}' is not a {expected}; for example {example}");
    }

    /// <inheritdoc/>
    public TimeSpan Duration(ReplayOption option) => DurationText.Parse(Text, $"--{option.Name} {option.Example}");

    /// <inheritdoc/>
    public bool Switch() => bool.Parse(Text);

    /// <inheritdoc/>
    public T Choice<T>()
        where T : struct, Enum => Enum.TryParse(Text, ignoreCase: true, out T value) && Enum.IsDefined(value)
            ? value
            : throw new CliException($"'{Text}' is not one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");

    /// <inheritdoc/>
    public T Parsed<T>(Func<string, T> parse) => parse(Text);

    /// <inheritdoc/>
    public IReadOnlyList<T> List<T>(ReplayOption option, Func<string, T> parse) => [.. texts.Select(parse)];
}
