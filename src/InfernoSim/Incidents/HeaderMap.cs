using System.Collections;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace InfernoSim.Incidents;

/// <summary>
/// Header (or trailer) fields as recorded: names in the order they came, each with its values in the order they came.
/// Names are looked up case-insensitively (RFC 9110, section 5.1) and written back as they were.
/// </summary>
public sealed class HeaderMap : IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>>
{
    // Of more fields than a message usually has, each with each is too many comparisons.
    private const int MostCompared = 64;

    private readonly KeyValuePair<string, IReadOnlyList<string>>[] _fields;

    /// <summary>Makes a map of the given fields; fields that repeat a name are joined under its first spelling, in order.</summary>
    /// <param name="fields">Name and values; the values are not copied.</param>
    public HeaderMap(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _fields = Join(fields);
    }

    private HeaderMap(KeyValuePair<string, IReadOnlyList<string>>[] fields, bool joined)
    {
        Debug.Assert(joined, "Each name comes once.");
        _fields = fields;
    }

    /// <summary>No fields.</summary>
    public static HeaderMap Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _fields.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, IReadOnlyList<string>> this[int index] => _fields[index];

    /// <summary>Makes a map of single-valued fields, for code and tests that write headers down by hand.</summary>
    /// <param name="fields">Name and value; a repeated name gets several values.</param>
    /// <returns>The map.</returns>
    public static HeaderMap Of(params (string Name, string Value)[] fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return new HeaderMap(fields.Select(f => new KeyValuePair<string, IReadOnlyList<string>>(f.Name, [f.Value])));
    }

    /// <summary>Makes a map of fields that were read; the array is not copied unless a name comes twice.</summary>
    internal static HeaderMap OfRead(KeyValuePair<string, IReadOnlyList<string>>[] fields) =>
        fields.Length == 0 ? Empty : RepeatsName(fields) ? new HeaderMap(fields) : new HeaderMap(fields, joined: true);

    /// <summary>The values of a field, or none.</summary>
    /// <param name="name">The field name, in any case.</param>
    /// <returns>The values in order; empty when the field is absent.</returns>
    public IReadOnlyList<string> Values(string name)
    {
        foreach (KeyValuePair<string, IReadOnlyList<string>> field in _fields)
        {
            if (string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value;
            }
        }

        return [];
    }

    /// <summary>The first value of a field.</summary>
    /// <param name="name">The field name, in any case.</param>
    /// <param name="value">The first value.</param>
    /// <returns><see langword="false"/> when the field is absent or has no value.</returns>
    public bool TryGetFirst(string name, [NotNullWhen(true)] out string? value)
    {
        IReadOnlyList<string> values = Values(name);
        value = values.Count > 0 ? values[0] : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, IReadOnlyList<string>>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, IReadOnlyList<string>>>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _fields.GetEnumerator();

    private static bool RepeatsName(KeyValuePair<string, IReadOnlyList<string>>[] fields)
    {
        if (fields.Length > MostCompared)
        {
            return fields.DistinctBy(field => field.Key, StringComparer.OrdinalIgnoreCase).Count() < fields.Length;
        }

        for (int i = 1; i < fields.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (string.Equals(fields[i].Key, fields[j].Key, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static KeyValuePair<string, IReadOnlyList<string>>[] Join(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> fields)
    {
        KeyValuePair<string, IReadOnlyList<string>>[] all = [.. fields];
        return RepeatsName(all)
            ? [.. all.GroupBy(field => field.Key, field => field.Value, StringComparer.OrdinalIgnoreCase).Select(same => new KeyValuePair<string, IReadOnlyList<string>>(same.Key, [.. same.SelectMany(values => values)]))]
            : all;
    }
}
