using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace InfernoSim.Sql.Results;

/// <summary>
/// Lets a service read the rows of a database, and takes down what it has read: each value as the type that it was asked for, so that it comes
/// back exactly so.
/// </summary>
/// <param name="inner">The database's own reader.</param>
/// <param name="result">Takes it down.</param>
/// <param name="complete">Called once, when no more is read.</param>
internal sealed class RecordingReader(DbDataReader inner, ResultWriter result, Action complete) : DbDataReader
{
    private ResultSetWriter? _set = BeginSet(inner, result);
    private object?[]? _row;
    private bool _isComplete;

    /// <inheritdoc/>
    public override int Depth => inner.Depth;

    /// <inheritdoc/>
    public override int FieldCount => inner.FieldCount;

    /// <inheritdoc/>
    public override bool HasRows => inner.HasRows;

    /// <inheritdoc/>
    public override bool IsClosed => inner.IsClosed;

    /// <inheritdoc/>
    public override int RecordsAffected => inner.RecordsAffected;

    /// <inheritdoc/>
    public override int VisibleFieldCount => inner.VisibleFieldCount;

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <inheritdoc/>
    public override bool Read()
    {
        TakeRow();
        try
        {
            return Took(inner.Read());
        }
        catch (Exception failure)
        {
            result.SetError(failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        TakeRow();
        try
        {
            return Took(await inner.ReadAsync(cancellationToken));
        }
        catch (Exception failure)
        {
            result.SetError(failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool NextResult()
    {
        TakeRow();
        try
        {
            return BeganNext(inner.NextResult());
        }
        catch (Exception failure)
        {
            result.SetError(failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> NextResultAsync(CancellationToken cancellationToken)
    {
        TakeRow();
        try
        {
            return BeganNext(await inner.NextResultAsync(cancellationToken));
        }
        catch (Exception failure)
        {
            result.SetError(failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
        Complete();
        inner.Close();
    }

    /// <inheritdoc/>
    public override Task CloseAsync()
    {
        Complete();
        return inner.CloseAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Complete();
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Complete();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => Take(ordinal, inner.GetBoolean(ordinal));

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => Take(ordinal, inner.GetByte(ordinal));

    /// <inheritdoc/>
    /// <remarks>Pieces of a value: the whole of it is taken down with its row.</remarks>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => inner.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => Take(ordinal, inner.GetChar(ordinal));

    /// <inheritdoc/>
    /// <remarks>As <see cref="GetBytes"/>.</remarks>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => inner.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => inner.GetDataTypeName(ordinal);

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => Take(ordinal, inner.GetDateTime(ordinal));

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => Take(ordinal, inner.GetDecimal(ordinal));

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => Take(ordinal, inner.GetDouble(ordinal));

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => inner.GetFieldType(ordinal);

    /// <inheritdoc/>
    /// <remarks>A stream can be read once: its value is taken down with its row.</remarks>
    public override T GetFieldValue<T>(int ordinal) => typeof(T).IsAssignableTo(typeof(Stream)) || typeof(T).IsAssignableTo(typeof(TextReader))
        ? inner.GetFieldValue<T>(ordinal)
        : Take(ordinal, inner.GetFieldValue<T>(ordinal));

    /// <inheritdoc/>
    public override Task<T> GetFieldValueAsync<T>(int ordinal, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<T>(cancellationToken) : Task.FromResult(GetFieldValue<T>(ordinal));

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => Take(ordinal, inner.GetFloat(ordinal));

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => Take(ordinal, inner.GetGuid(ordinal));

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => Take(ordinal, inner.GetInt16(ordinal));

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => Take(ordinal, inner.GetInt32(ordinal));

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => Take(ordinal, inner.GetInt64(ordinal));

    /// <inheritdoc/>
    public override string GetName(int ordinal) => inner.GetName(ordinal);

    /// <inheritdoc/>
    public override int GetOrdinal(string name) => inner.GetOrdinal(name);

    /// <inheritdoc/>
    public override DataTable? GetSchemaTable() => inner.GetSchemaTable();

    /// <inheritdoc/>
    public override Stream GetStream(int ordinal) => inner.GetStream(ordinal);

    /// <inheritdoc/>
    public override string GetString(int ordinal) => Take(ordinal, inner.GetString(ordinal));

    /// <inheritdoc/>
    public override TextReader GetTextReader(int ordinal) => inner.GetTextReader(ordinal);

    /// <inheritdoc/>
    public override object GetValue(int ordinal) => Take(ordinal, inner.GetValue(ordinal));

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        int count = inner.GetValues(values);
        for (int i = 0; i < count; i++)
        {
            Take(i, values[i]);
        }

        return count;
    }

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => inner.IsDBNull(ordinal);

    /// <inheritdoc/>
    public override Task<bool> IsDBNullAsync(int ordinal, CancellationToken cancellationToken) => inner.IsDBNullAsync(ordinal, cancellationToken);

    private static ResultSetWriter? BeginSet(DbDataReader inner, ResultWriter result) => inner.FieldCount == 0
        ? null
        : result.BeginSet([.. Enumerable.Range(0, inner.FieldCount).Select(column => (inner.GetName(column), inner.GetDataTypeName(column)))]);

    private T Take<T>(int ordinal, T value)
    {
        if (_row is not null)
        {
            _row[ordinal] = value;
        }

        return value;
    }

    private bool Took(bool isRow)
    {
        _row = isRow ? new object?[inner.FieldCount] : null;
        if (!isRow)
        {
            _set?.End();
        }

        return isRow;
    }

    private bool BeganNext(bool isSet)
    {
        _set = isSet ? BeginSet(inner, result) : null;
        return isSet;
    }

    // What nobody asked for is taken down as the provider would give it.
    private void TakeRow()
    {
        if (_row is not { } row)
        {
            return;
        }

        _row = null;
        for (int i = 0; i < row.Length; i++)
        {
            row[i] ??= inner.IsDBNull(i) ? DBNull.Value : inner.GetValue(i);
        }

        _set?.Add(row);
    }

    private void Complete()
    {
        if (_isComplete)
        {
            return;
        }

        _isComplete = true;
        if (!inner.IsClosed)
        {
            TakeRow();
            result.SetAffected(inner.RecordsAffected);
        }

        complete();
    }
}
