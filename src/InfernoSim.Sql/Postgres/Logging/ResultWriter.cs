using System.Buffers;
using System.Text.Json;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Values;
using InfernoSim.Statements;

namespace InfernoSim.Sql.Postgres.Logging;

/// <summary>
/// Writes the <c>result</c> of a statement while it comes, row by row. Beyond its limit it keeps nothing and only counts, so that a
/// result of any size passes.
/// </summary>
/// <param name="limit">How many bytes are kept.</param>
internal sealed class ResultWriter(int limit)
{
    private readonly List<DiagnosticFields> _notices = [];
    private readonly List<KeyValuePair<string, string>> _settings = [];
    private Utf8JsonWriter? _json;
    private IReadOnlyList<ColumnDescription>? _columns;
    private ArrayBufferWriter<byte> _bytes = new();
    private CopyOut? _copy;
    private long _passed;
    private long? _affected;
    private bool _isInSet;
    private bool _hasRows;

    /// <summary>What went wrong; <see langword="null"/> as long as nothing has.</summary>
    public DiagnosticFields? Error { get; set; }

    /// <summary>Whether the text itself was refused, before there were values.</summary>
    public bool IsTextRefused { get; set; }

    /// <summary>The types of a prepared statement's parameters, of a description alone.</summary>
    public IReadOnlyList<uint>? ParameterTypes { get; set; }

    /// <summary>The columns of rows that come without a description of their own; <see langword="null"/> where there was none at all.</summary>
    public Func<IReadOnlyList<ColumnDescription>?>? KnownColumns { get; set; }

    /// <summary>Whether there was more than is kept.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>How many bytes of values have passed.</summary>
    public long Passed => _passed;

    /// <summary>The result, once it has ended; empty where there was more than is kept.</summary>
    public ReadOnlyMemory<byte> Written => IsTruncated ? default : _bytes.WrittenMemory;

    private Utf8JsonWriter Json => _json ??= Begin();

    /// <summary>The columns of the rows that follow.</summary>
    /// <param name="columns">The columns, with the formats that their values have; <see langword="null"/> where they were never described.</param>
    public void BeginSet(IReadOnlyList<ColumnDescription>? columns)
    {
        // Of a server that goes on without having ended the one before.
        if (_isInSet)
        {
            EndSet(null, isUnfinished: true);
        }

        _columns = columns;
        _isInSet = true;
        Json.WriteStartObject();
        if (columns is not null)
        {
            Json.WriteStartArray("columns");
            foreach (ColumnDescription column in columns)
            {
                ColumnJson.Write(Json, column);
            }

            Json.WriteEndArray();
        }
    }

    /// <summary>A row.</summary>
    /// <param name="content">Its message's content, as much as was kept.</param>
    /// <param name="size">How many bytes that had.</param>
    /// <param name="formats">The formats of its values where the columns were never described.</param>
    public void Row(ReadOnlySpan<byte> content, int size, FormatCodes formats)
    {
        if (!Keeps(content, size))
        {
            return;
        }

        EnsureSet();
        if (!_hasRows)
        {
            Json.WriteStartArray("rows");
            _hasRows = true;
        }

        byte[]?[] values = DataRow.Read(content);
        Json.WriteStartArray();
        for (int i = 0; i < values.Length; i++)
        {
            ColumnDescription? column = i < _columns?.Count ? _columns[i] : null;
            ReadableValue.Write(Json, column?.Type ?? 0, column?.Format ?? formats[i], values[i]);
        }

        Json.WriteEndArray();
        if (_bytes.WrittenCount + Json.BytesPending > limit)
        {
            Truncate();
        }
    }

    /// <summary>The server sends, or asks for, the data of a COPY.</summary>
    public void BeginCopy(CopyFormats formats, bool isFromClient)
    {
        EnsureSet();
        _copy = new CopyOut(formats, isFromClient);
    }

    /// <summary>Data that the server sends of a COPY.</summary>
    /// <param name="content">Its message's content, as much as was kept.</param>
    /// <param name="size">How many bytes that had.</param>
    public void Copy(ReadOnlySpan<byte> content, int size)
    {
        if (Keeps(content, size) && _copy?.TryAdd(content, limit) == false)
        {
            Truncate();
        }
    }

    /// <summary>The end of a command.</summary>
    /// <param name="tag">Its tag; <see langword="null"/> for an empty statement, or one that goes on.</param>
    /// <param name="isSuspended">Whether it goes on when it is asked to.</param>
    /// <param name="isUnfinished">Whether it broke off, with an error or the end of the connection.</param>
    public void EndSet(string? tag, bool isSuspended = false, bool isUnfinished = false)
    {
        EnsureSet();
        EndRows();
        _copy?.Write(Json);
        _copy = null;
        if (tag is not null)
        {
            Json.WriteString("tag", tag);
            _affected = CommandTag.ChangedBy(tag) is { } rows ? (_affected ?? 0) + rows : _affected;
        }

        if (isSuspended)
        {
            Json.WriteBoolean("suspended", true);
        }

        if (isUnfinished)
        {
            Json.WriteBoolean("unfinished", true);
        }

        Json.WriteEndObject();
        _isInSet = false;
    }

    /// <summary>Something the server said beside the result.</summary>
    public void AddNotice(DiagnosticFields notice) => _notices.Add(notice);

    /// <summary>A setting of the session that has become another.</summary>
    public void AddSetting(string name, string value) => _settings.Add(new(name, value));

    /// <summary>The result is whole.</summary>
    public void End()
    {
        if (_isInSet)
        {
            EndSet(null, isUnfinished: true);
        }

        Json.WriteEndArray();
        if (_affected is { } affected)
        {
            Json.WriteNumber("affected", affected);
        }

        if (ParameterTypes is { } types)
        {
            Json.WriteStartArray("parameterTypes");
            foreach (uint type in types)
            {
                Json.WriteNumberValue(type);
            }

            Json.WriteEndArray();
        }

        SettingsJson.Write(Json, _settings);
        DiagnosticJson.WriteNotices(Json, _notices);
        if (Error is not null)
        {
            DiagnosticJson.WriteError(Json, Error, IsTextRefused);
        }

        Json.WriteEndObject();
        Json.Flush();
        if (_bytes.WrittenCount > limit)
        {
            Truncate();
        }
    }

    private Utf8JsonWriter Begin()
    {
        var json = new Utf8JsonWriter(_bytes, SqlValues.Options);
        json.WriteStartObject();
        json.WriteStartArray("sets");
        return json;
    }

    private void EnsureSet()
    {
        if (!_isInSet)
        {
            BeginSet(KnownColumns?.Invoke());
        }
    }

    private void EndRows()
    {
        if (_hasRows)
        {
            Json.WriteEndArray();
        }
        else if (_columns is not null)
        {
            Json.WriteStartArray("rows");
            Json.WriteEndArray();
        }

        (_hasRows, _columns) = (false, null);
    }

    private bool Keeps(ReadOnlySpan<byte> content, int size)
    {
        _passed += size;
        if (content.Length < size)
        {
            Truncate();
        }

        return !IsTruncated;
    }

    private void Truncate()
    {
        if (!IsTruncated)
        {
            IsTruncated = true;
            _bytes = new ArrayBufferWriter<byte>();
            _json?.Reset(_bytes);
        }
    }
}
