using InfernoSim.Sql.Postgres.Logging;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>A statement that a client has had prepared.</summary>
/// <param name="message">How.</param>
internal sealed class PreparedStatement(ParseMessage message)
{
    /// <summary>Its text.</summary>
    public string Text => message.Text;

    /// <summary>The types of its parameters as the client gives them, 0 where it leaves one to the server.</summary>
    public IReadOnlyList<uint> ParameterTypes => message.ParameterTypes;

    /// <summary>How many bytes of its text were not kept, because there were too many.</summary>
    public long Lost { get; init; }

    /// <summary>The types of its parameters as the server named them; <see langword="null"/> as long as nobody asked.</summary>
    public IReadOnlyList<uint>? DescribedTypes { get; set; }

    /// <summary>The columns of its result as the server named them: none for no result, <see langword="null"/> as long as nobody asked.</summary>
    public IReadOnlyList<ColumnDescription>? Columns { get; set; }

    /// <summary>The values that a client binds, with their types.</summary>
    /// <param name="bind">The values.</param>
    /// <returns>
    /// The parameters. The server's type is taken only where the value cannot be read without it: whether a client asks for types
    /// depends on which of its connections it uses, and what is recorded must not.
    /// </returns>
    public IReadOnlyList<PostgresParameter> ParametersOf(BindMessage bind)
    {
        var parameters = new PostgresParameter[bind.Values.Count];
        for (int i = 0; i < parameters.Length; i++)
        {
            uint type = i < message.ParameterTypes.Count ? message.ParameterTypes[i] : 0;
            ValueFormat format = bind.Formats[i];
            if (type == 0 && format == ValueFormat.Binary && i < DescribedTypes?.Count)
            {
                type = DescribedTypes[i];
            }

            parameters[i] = new PostgresParameter(type, format, bind.Values[i]);
        }

        return parameters;
    }
}
