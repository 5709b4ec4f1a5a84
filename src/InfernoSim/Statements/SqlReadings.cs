using System.Collections.Concurrent;

namespace InfernoSim.Statements;

/// <summary>The texts that were read before: a service sends the same ones over and over.</summary>
internal sealed class SqlReadings
{
    // A text with values in it does not come again: such ones must neither stay nor keep others out.
    private const int MostKept = 512;
    private const int LongestKept = 4096;

    private readonly ConcurrentDictionary<string, SqlReading> _kept = new(StringComparer.Ordinal);

    /// <summary>Those of this process.</summary>
    public static SqlReadings Shared { get; } = new();

    /// <summary>How many there are.</summary>
    public int Count => _kept.Count;

    /// <summary>Reads a text, unless it was read before.</summary>
    /// <param name="sql">The text as it is sent.</param>
    public SqlReading Read(string sql)
    {
        if (sql.Length > LongestKept)
        {
            return SqlReading.Of(sql);
        }

        if (_kept.TryGetValue(sql, out SqlReading? kept))
        {
            return kept;
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        return _kept.GetOrAdd(sql, SqlReading.Of);
    }
}
