using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>A prepared statement with values, ready to run.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Bind">The values.</param>
internal sealed record Portal(PreparedStatement Statement, BindMessage Bind)
{
    private IReadOnlyList<ColumnDescription>? _described;

    /// <summary>How many bytes of the values were not kept, because there were too many.</summary>
    public long Lost { get; init; }

    /// <summary>How many parts of its result have been read, of one that is read in parts.</summary>
    public int Parts { get; set; }

    /// <summary>The formats that are asked for the columns.</summary>
    public FormatCodes ResultFormats => Bind.ResultFormats;

    /// <summary>What runs it asks for.</summary>
    /// <param name="mostRows">How many rows; 0 for all.</param>
    public PostgresStatement Run(int mostRows) => new(Statement.Text)
    {
        Parameters = Statement.ParametersOf(Bind),
        MostRows = mostRows,
        Lost = Lost,
        Continues = Parts,
    };

    /// <summary>The server has described its result.</summary>
    public void Describe(IReadOnlyList<ColumnDescription> columns) => _described = columns;

    /// <summary>The columns of its result, with the formats that their values have; <see langword="null"/> where they were never described.</summary>
    public IReadOnlyList<ColumnDescription>? Columns() => (_described ?? Statement.Columns) is { Count: > 0 } columns
        ? [.. columns.Select((column, index) => column with { Format = ResultFormats[index] })]
        : null;
}
