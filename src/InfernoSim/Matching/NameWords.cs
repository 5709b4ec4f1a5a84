using System.Text.RegularExpressions;

namespace InfernoSim.Matching;

/// <summary>The words of a name, however it joins them: <c>totalPrice</c>, <c>error_id</c>, <c>X-Response-Time</c>.</summary>
internal static partial class NameWords
{
    /// <summary>Takes a name apart.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Runs of letters, of digits and of other characters than signs that join words.</returns>
    public static IEnumerable<string> Of(string name) => Word().Matches(name).Select(word => word.Value);

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9_.~-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
