using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Recording;

/// <summary>Writes down the fields of one message in the order they come.</summary>
/// <param name="hopByHop">The message's fields for one connection.</param>
internal struct HeaderRecorder(HopByHop hopByHop)
{
    private List<KeyValuePair<string, IReadOnlyList<string>>>? _fields;

    /// <summary>Whether a field ends with its connection, and so is neither recorded nor passed on.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it does.</returns>
    public readonly bool Drops(string name) => hopByHop.Contains(name);

    /// <summary>Writes a field down.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values; not copied. Without any there is no field.</param>
    public void Add(string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        _fields ??= new List<KeyValuePair<string, IReadOnlyList<string>>>(8);
        _fields.Add(new(name, Sent(values)));
    }

    private static IReadOnlyList<string> Sent(IReadOnlyList<string> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (!ReferenceEquals(SentText.Value(values[i]), values[i]))
            {
                return [.. values.Select(SentText.Value)];
            }
        }

        return values;
    }

    /// <summary>What was written down.</summary>
    /// <returns>The fields.</returns>
    public readonly HeaderMap ToHeaderMap() => _fields is null ? HeaderMap.Empty : HeaderMap.OfRead([.. _fields]);
}
