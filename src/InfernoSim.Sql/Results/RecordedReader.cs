using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using InfernoSim.Statements;

namespace InfernoSim.Sql.Results;

/// <summary>Gives the rows of a recorded result, as the database's own reader gave them.</summary>
/// <param name="result">The result.</param>
internal sealed class RecordedReader(RecordedResult result) : DbDataReader
{
    private int _set;
    private int _row = -1;
    private object[]? _values;
    private bool _isClosed;

    /// <inheritdoc/>
    public override int Depth => 0;

    /// <inheritdoc/>
    public override int FieldCount => Set?.Columns.Count ?? 0;

    /// <inheritdoc/>
    public override bool HasRows => Set is { Count: > 0 };

    /// <inheritdoc/>
    public override bool IsClosed => _isClosed;

    /// <inheritdoc/>
    public override int RecordsAffected => result.Affected;

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    private RecordedSet? Set => _set < result.Sets.Count ? result.Sets[_set] : null;

    /// <inheritdoc/>
    public override bool Read()
    {
        _values = null;
        if (Set is { } set && _row + 1 < set.Count)
        {
            _values = ReadRow(set, ++_row);
            return true;
        }

        if (_set + 1 >= result.Sets.Count && result.Error is { } error)
        {
            throw error.ToException();
        }

        return Set is { HasMore: true, Count: var known }
            ? throw new RecordedDbException($"The recording holds {known} rows of this result: the service read no further when it was recorded, and nobody knows what comes then.")
            : false;
    }

    /// <inheritdoc/>
    public override bool NextResult()
    {
        _values = null;
        _row = -1;
        _set++;
        return Set is not null ? true : result.Error is { } error ? throw error.ToException() : false;
    }

    /// <inheritdoc/>
    public override void Close() => _isClosed = true;

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => Get<bool>(ordinal);

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => Get<byte>(ordinal);

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        Copy(Get<byte[]>(ordinal), dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => Get<char>(ordinal);

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        Copy(Get<string>(ordinal).ToCharArray(), dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => Column(ordinal).Type;

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => Get<DateTime>(ordinal);

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => Get<decimal>(ordinal);

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => Get<double>(ordinal);

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => SqlValues.ClrTypeOf(Column(ordinal).As);

    /// <inheritdoc/>
    public override T GetFieldValue<T>(int ordinal) => _values is not null && IsDBNull(ordinal) && default(T) is null && typeof(T) == typeof(object)
        ? (T)(object)DBNull.Value
        : Get<T>(ordinal);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => Get<float>(ordinal);

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => Get<Guid>(ordinal);

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => Get<short>(ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => Get<int>(ordinal);

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => Get<long>(ordinal);

    /// <inheritdoc/>
    public override string GetName(int ordinal) => Column(ordinal).Name;

    /// <inheritdoc/>
    public override int GetOrdinal(string name)
    {
        foreach (StringComparison comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            for (int i = 0; i < FieldCount; i++)
            {
                if (GetName(i).Equals(name, comparison))
                {
                    return i;
                }
            }
        }

        throw new ArgumentOutOfRangeException(nameof(name), name, "The recorded result has no such column.");
    }

    /// <inheritdoc/>
    public override string GetString(int ordinal) => Get<string>(ordinal);

    /// <inheritdoc/>
    public override object GetValue(int ordinal) => (_values ?? throw NoRow())[ordinal];

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        int count = Math.Min(values.Length, FieldCount);
        Array.Copy(_values ?? throw NoRow(), values, count);
        return count;
    }

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => GetValue(ordinal) is DBNull;

    private static long Copy<T>(T[] from, long offset, T[]? buffer, int bufferOffset, int length)
    {
        if (buffer is null)
        {
            return from.Length;
        }

        int count = (int)Math.Clamp(from.Length - offset, 0, length);
        Array.Copy(from, offset, buffer, bufferOffset, count);
        return count;
    }

    private static InvalidOperationException NoRow() => new("No row is being read.");

    private static object[] ReadRow(RecordedSet set, int row)
    {
        try
        {
            return set.Row(row);
        }
        catch (Exception failure) when (failure is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RecordedDbException($"Row {row + 1} of the recorded result cannot be given back: {failure.Message}");
        }
    }

    private RecordedColumn Column(int ordinal) => Set!.Columns[ordinal];

    private T Get<T>(int ordinal) => GetValue(ordinal) is var value && value is DBNull
        ? throw new InvalidCastException($"The recorded value of {GetName(ordinal)} is NULL.")
        : ValueConversion.To<T>(value);
}
