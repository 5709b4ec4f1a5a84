using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace InfernoSim.Sql.Results;

/// <summary>An error as a database's provider throws it: its type, its codes, and what it says.</summary>
/// <param name="Type">The full name of the exception's type.</param>
/// <param name="Message">What it says.</param>
/// <param name="Code">The provider's own code, where it has one.</param>
/// <param name="ExtendedCode">The code that says more, where there is one.</param>
/// <param name="SqlState">The SQLSTATE, where there is one.</param>
internal sealed record ProviderError(string Type, string Message, int? Code, int? ExtendedCode, string? SqlState)
{
    // SQLite, SQL Server and MySQL.
    private static readonly string[] CodeProperties = ["SqliteErrorCode", "Number"];
    private static readonly string[] ExtendedCodeProperties = ["SqliteExtendedErrorCode"];

    /// <summary>Describes an exception.</summary>
    /// <param name="failure">The exception.</param>
    public static ProviderError Of(Exception failure) => new(
        failure.GetType().FullName!,
        failure.Message,
        ReadCode(failure, CodeProperties),
        ReadCode(failure, ExtendedCodeProperties),
        (failure as DbException)?.SqlState);

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <param name="error">An object.</param>
    public static ProviderError Read(JsonElement error) => new(
        Text(error, "type") ?? "", Text(error, "message") ?? "", Number(error, "code"), Number(error, "extendedCode"), Text(error, "sqlState"));

    /// <summary>Writes it, as a member of an object.</summary>
    /// <param name="json">Where to.</param>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("error");
        json.WriteString("type", Type);
        json.WriteString("message", Message);
        WriteNumber(json, "code", Code);
        WriteNumber(json, "extendedCode", ExtendedCode);
        if (SqlState is not null)
        {
            json.WriteString("sqlState", SqlState);
        }

        json.WriteEndObject();
    }

    /// <summary>The exception again: of its own type where that can be made, else one with the same codes.</summary>
    public Exception ToException()
    {
        Type? type = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(Type)).FirstOrDefault(found => found is not null);
        return (type?.IsAssignableTo(typeof(Exception)) == true && !type.IsAbstract ? Make(type) : null) ?? new RecordedDbException(Message, Code ?? 0, SqlState);
    }

    private Exception? Make(Type type)
    {
        object[][] arguments = Code is { } code
            ? [[Message, code, ExtendedCode ?? code], [Message, code], [Message]]
            : [[Message]];
        foreach (object[] candidate in arguments)
        {
            if (type.GetConstructor(BindingFlags.Public | BindingFlags.Instance, [.. candidate.Select(argument => argument.GetType())]) is { } constructor)
            {
                return (Exception)constructor.Invoke(candidate);
            }
        }

        return null;
    }

    private static int? ReadCode(Exception failure, string[] properties)
    {
        foreach (string property in properties)
        {
            if (failure.GetType().GetProperty(property)?.GetValue(failure) is { } code)
            {
                return Convert.ToInt32(code, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static string? Text(JsonElement error, string name) => error.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;

    private static int? Number(JsonElement error, string name) => error.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : null;
}
