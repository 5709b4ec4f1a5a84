using System.Text.RegularExpressions;

namespace InfernoSim;

/// <summary>A sentence in which <c>{Runs}</c> stands for an option and <c>{Runs=2}</c> for one with a value.</summary>
internal static partial class OptionSentence
{
    /// <summary>The sentence in the words of a front end.</summary>
    public static string Say(string sentence, OptionWording words) => Reference().Replace(
        sentence, reference => reference.Groups[2].Success ? words.WithValue(reference.Groups[1].Value, reference.Groups[2].Value) : words.Name(reference.Groups[1].Value));

    // A dollar before the brace makes it an environment variable.
    [GeneratedRegex(@"(?<!\$)\{([A-Z]\w*)(?:=([^}]*))?\}")]
    private static partial Regex Reference();
}
