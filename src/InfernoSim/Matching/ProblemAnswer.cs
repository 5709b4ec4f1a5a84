using System.Text.Json;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>An answer that is not a dependency's own: a status, and JSON that says why (problem details, RFC 9457).</summary>
internal static class ProblemAnswer
{
    private static readonly HeaderMap Json = HeaderMap.Of(("Content-Type", "application/problem+json"));

    /// <summary>Makes the answer. The same arguments make the same bytes.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="title">What happened, the same for every answer of its kind.</param>
    /// <param name="details">What is particular to this one; what is <see langword="null"/> is left out.</param>
    /// <returns>The answer.</returns>
    public static DependencyAnswer Of(int status, string title, params ReadOnlySpan<(string Name, string? Value)> details)
    {
        var body = new Dictionary<string, string> { ["title"] = title };
        foreach ((string name, string? value) in details)
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        return new DependencyAnswer { Status = status, Headers = Json, Body = JsonSerializer.SerializeToUtf8Bytes(body) };
    }
}
