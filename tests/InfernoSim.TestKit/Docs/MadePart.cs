namespace InfernoSim.TestKit.Docs;

/// <summary>A part of a page that a program makes, between two comments that name it.</summary>
public static class MadePart
{
    /// <summary>The page with the part made anew.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The name of the part.</param>
    /// <param name="made">What stands in it.</param>
    /// <exception cref="InvalidOperationException">The page has no such part.</exception>
    public static string Put(string page, string name, string made)
    {
        (string begin, string end) = ($"<!-- {name}: begin -->\n", $"<!-- {name}: end -->");
        int from = page.IndexOf(begin, StringComparison.Ordinal);
        int to = page.IndexOf(end, StringComparison.Ordinal);
        return from >= 0 && to > from
            ? $"{page[..(from + begin.Length)]}\n{made}\n{page[to..]}"
            : throw new InvalidOperationException($"The page has no part between {begin.TrimEnd()} and {end}.");
    }
}
