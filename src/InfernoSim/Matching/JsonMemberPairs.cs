namespace InfernoSim.Matching;

/// <summary>
/// Which members of two objects belong together: those of one name, the first with the first where a name repeats. Takes
/// n log n, so that an object of a hundred thousand members in another order is no trap.
/// </summary>
internal sealed class JsonMemberPairs
{
    /// <summary>Pairs the members of two objects.</summary>
    /// <param name="expected">The tree of the one.</param>
    /// <param name="expectedObject">The one.</param>
    /// <param name="actual">The tree of the other.</param>
    /// <param name="actualObject">The other.</param>
    public JsonMemberPairs(JsonTree expected, int expectedObject, JsonTree actual, int actualObject)
    {
        int[] left = SortedNames(expected, expectedObject);
        int[] right = SortedNames(actual, actualObject);
        var pairs = new (int Name, int Partner)[left.Length];
        var added = new List<int>();
        int j = 0;
        for (int i = 0; i < left.Length; i++)
        {
            while (j < right.Length && actual.Name(right[j]).SequenceCompareTo(expected.Name(left[i])) < 0)
            {
                added.Add(right[j++]);
            }

            bool isPair = j < right.Length && actual.Name(right[j]).SequenceEqual(expected.Name(left[i]));
            pairs[i] = (left[i], isPair ? right[j++] : -1);
        }

        while (j < right.Length)
        {
            added.Add(right[j++]);
        }

        Array.Sort(pairs);
        added.Sort();
        Expected = pairs;
        Added = added;
    }

    /// <summary>The name nodes of the expected object in document order, each with its partner in the actual object or -1.</summary>
    public IReadOnlyList<(int Name, int Partner)> Expected { get; }

    /// <summary>The name nodes of the actual object, in document order, that have no partner.</summary>
    public IReadOnlyList<int> Added { get; }

    private static int[] SortedNames(JsonTree tree, int container)
    {
        int[] names = new int[tree[container].Count];
        tree.CopyNames(container, names);
        tree.SortNames(names);
        return names;
    }
}
