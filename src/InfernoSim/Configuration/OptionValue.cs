using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using InfernoSim.Planning;
using YamlDotNet.RepresentationModel;

namespace InfernoSim.Configuration;

/// <summary>The value of an option in the file, read as the type that the option has.</summary>
/// <param name="Place">The file.</param>
/// <param name="Key">The key as written.</param>
/// <param name="Node">The value.</param>
/// <param name="Environment">Looks up an environment variable.</param>
internal sealed record OptionValue(FilePlace Place, string Key, YamlNode Node, Func<string, string?> Environment)
{
    private string Text => Place.Text(Node, Key);

    /// <summary>A number within the range that the property declares.</summary>
    public T Number<T>(string property, string example)
        where T : struct, INumber<T>
    {
        (T least, T most) = typeof(ReplayOptions).GetProperty(property)!.GetCustomAttribute<RangeAttribute>() is { } range
            ? (T.CreateChecked(Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture)), T.CreateChecked(Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture)))
            : (T.Zero, T.CreateSaturating(ulong.MaxValue));
        bool isWhole = typeof(T) != typeof(double);
        NumberStyles style = isWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        return T.TryParse(Text, style, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most
            ? value
            : throw Wrong($"a {(isWhole ? "whole number" : "number")} from {Plain(least)} to {Plain(most)}", example);
    }

    public bool Switch() => Text switch
    {
        "true" => true,
        "false" => false,
        _ => throw Wrong("true or false", "true"),
    };

    /// <summary>One of an enumeration's names, in lower case.</summary>
    public T Choice<T>()
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
        int index = Array.IndexOf(names, Text);
        return index >= 0 ? Enum.GetValues<T>()[index] : throw Wrong(string.Join(" or ", names), names[^1]);
    }

    public TimeSpan Duration(string example) => Parse(Node, text => DurationText.Parse(text, $"{Key}: {example}"));

    /// <summary>A text, parsed by the code that parses the flag.</summary>
    public T Parsed<T>(Func<string, T> parse) => Parse(Node, parse);

    /// <summary>A list of texts, each parsed by the code that parses the flag.</summary>
    public IReadOnlyList<T> List<T>(Func<string, T> parse, string example) =>
        [.. Place.Items(Node, Key, $"{Key}: ['{example}']").Select(item => Parse(item, parse))];

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

    private static string Plain<T>(T value)
        where T : INumber<T> => value is double number ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : value.ToString(null, CultureInfo.InvariantCulture);
}
