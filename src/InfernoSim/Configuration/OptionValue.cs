using System.Numerics;
using InfernoSim.Planning;
using YamlDotNet.RepresentationModel;

namespace InfernoSim.Configuration;

/// <summary>The value of an option in the file, read as the type that the option has.</summary>
/// <param name="Place">The file.</param>
/// <param name="Key">The key as written.</param>
/// <param name="Node">The value.</param>
/// <param name="Environment">Looks up an environment variable.</param>
internal sealed record OptionValue(FilePlace Place, string Key, YamlNode Node, Func<string, string?> Environment) : IOptionReader
{
    private string Text => Place.Text(Node, Key);

    /// <inheritdoc/>
    public T Number<T>(ReplayOption option)
        where T : struct, INumber<T> => option.TryNumber(Text, out T value, out string expected) ? value : throw Wrong($"a {expected}", option.FileExample);

    /// <inheritdoc/>
    public bool Switch() => Text switch
    {
        "true" => true,
        "false" => false,
        _ => throw Wrong("true or false", "true"),
    };

    /// <inheritdoc/>
    public T Choice<T>()
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
        int index = Array.IndexOf(names, Text);
        return index >= 0 ? Enum.GetValues<T>()[index] : throw Wrong(string.Join(" or ", names), names[^1]);
    }

    /// <inheritdoc/>
    public TimeSpan Duration(ReplayOption option) => Parse(Node, text => DurationText.Parse(text, $"{Key}: {option.FileExample}"));

    /// <inheritdoc/>
    public T Parsed<T>(Func<string, T> parse) => Parse(Node, parse);

    /// <inheritdoc/>
    public IReadOnlyList<T> List<T>(ReplayOption option, Func<string, T> parse) =>
        [.. Place.Items(Node, Key, $"{Key}: ['{option.FileExample}']").Select(item => Parse(item, parse))];

    private T Parse<T>(YamlNode node, Func<string, T> parse)
    {
        try
        {
            return parse(Place.Text(node, Key));
        }
        catch (ReplayConfigurationException problem) when (!problem.Message.StartsWith(Place.Path, StringComparison.Ordinal))
        {
            throw Place.Problem(node, $"{Key}: {problem.Message}");
        }
    }

    private ReplayConfigurationException Wrong(string expected, string example) =>
        Place.Problem(Node, $"{Key} is {FilePlace.Describe(Node)}; it takes {expected}, for example {Key}: {example}");
}
