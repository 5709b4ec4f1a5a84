using System.Text.Json;

namespace InfernoSim.Statements;

/// <summary>A parameter of a statement, or a value that came back in one.</summary>
/// <param name="Name">Its name, as <c>@p0</c> or <c>$1</c>.</param>
/// <param name="Type">The type that it has for the database, or that of its value.</param>
/// <param name="Value">Its value, one that <see cref="SqlValues"/> writes.</param>
internal readonly record struct SqlParameter(string Name, string Type, object? Value)
{
    /// <summary>Writes parameters as an object, by their names.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="member">The name of the object.</param>
    /// <param name="parameters">The parameters; one without a name, or with another's, goes by its place.</param>
    public static void Write(Utf8JsonWriter json, string member, IReadOnlyList<SqlParameter> parameters)
    {
        json.WriteStartObject(member);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((int place, SqlParameter parameter) in parameters.Index())
        {
            json.WriteStartObject(parameter.Name.Length > 0 && names.Add(parameter.Name) ? parameter.Name : $"?{place + 1}");
            json.WriteString("type", parameter.Type);
            json.WritePropertyName("value");
            SqlValues.Write(json, parameter.Value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
