using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>The values of a field as the recorder takes them.</summary>
internal static class FieldValues
{
    /// <summary>The values, one for each line that the field had.</summary>
    /// <param name="values">The values as the server has them.</param>
    public static IReadOnlyList<string> ToList(StringValues values) => values.Count switch
    {
        0 => [],
        1 => new[] { values[0] ?? "" },
        _ => Array.ConvertAll(values.ToArray(), value => value ?? ""),
    };

    /// <summary>The first value; <see langword="null"/> where there is none.</summary>
    /// <param name="values">The values as the server has them.</param>
    public static string? First(StringValues values) => values.Count == 0 ? null : values[0];
}
