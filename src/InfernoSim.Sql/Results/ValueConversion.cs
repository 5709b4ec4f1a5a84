using System.Globalization;

namespace InfernoSim.Sql.Results;

/// <summary>
/// Gives a recorded value as the type that it is asked for. Recorded is what the service read; one that asks for the same in another type gets
/// what a provider would make of it.
/// </summary>
internal static class ValueConversion
{
    /// <summary>Converts a value.</summary>
    /// <param name="value">The value; no <see cref="DBNull"/>.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidCastException">There is no such conversion.</exception>
    public static T To<T>(object value)
    {
        if (value is T same)
        {
            return same;
        }

        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        try
        {
            return (T)To(value, type);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidCastException($"The recorded value {value} ({value.GetType().Name}) cannot be read as {type.Name}.", failure);
        }
    }

    private static object To(object value, Type type) => (value, type) switch
    {
        (string text, _) when type == typeof(Guid) => Guid.Parse(text),
        (byte[] bytes, _) when type == typeof(Guid) => new Guid(bytes),
        (string text, _) when type == typeof(DateTime) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        (DateTimeOffset time, _) when type == typeof(DateTime) => time.UtcDateTime,
        (string text, _) when type == typeof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        (DateTime time, _) when type == typeof(DateTimeOffset) => new DateTimeOffset(DateTime.SpecifyKind(time, time.Kind == DateTimeKind.Unspecified ? DateTimeKind.Utc : time.Kind)),
        (string text, _) when type == typeof(DateOnly) => DateOnly.FromDateTime(DateTime.Parse(text, CultureInfo.InvariantCulture)),
        (DateTime time, _) when type == typeof(DateOnly) => DateOnly.FromDateTime(time),
        (string text, _) when type == typeof(TimeOnly) => TimeOnly.Parse(text, CultureInfo.InvariantCulture),
        (TimeSpan time, _) when type == typeof(TimeOnly) => TimeOnly.FromTimeSpan(time),
        (string text, _) when type == typeof(TimeSpan) => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
        (byte[] bytes, _) when type == typeof(Stream) => new MemoryStream(bytes, writable: false),
        (string text, _) when type == typeof(TextReader) => new StringReader(text),
        (Guid or DateOnly or TimeOnly or TimeSpan or DateTimeOffset, _) when type == typeof(string) => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ when type.IsEnum => Enum.ToObject(type, value),
        _ => Convert.ChangeType(value, type, CultureInfo.InvariantCulture),
    };
}
