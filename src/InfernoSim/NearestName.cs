namespace InfernoSim;

/// <summary>Finds the known name that a mistyped one is nearest to.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the least Levenshtein distance, upper and lower case being the same; the first of several.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What could have been meant; at least one.</param>
    /// <returns>One of the candidates.</returns>
    public static string Of(string name, IEnumerable<string> candidates) =>
        candidates.MinBy(candidate => Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant()))
        ?? throw new ArgumentException("There is nothing to choose from.", nameof(candidates));

    private static int Distance(string from, string to)
    {
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        int[] current = new int[to.Length + 1];
        for (int i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[to.Length];
    }
}
