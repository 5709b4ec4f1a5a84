using System.Text.Json;
using InfernoSim.Observations;

namespace InfernoSim.Inspection;

/// <summary>Explains dependency calls that a replay reported, from its summary as JSON.</summary>
internal static class ReportedCalls
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Explains a divergence.</summary>
    /// <param name="summary">The summary, as <c>--json</c> prints it.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <param name="number">Which divergence, from 1 in the order of the summary.</param>
    /// <exception cref="ReplayConfigurationException">It is no summary, or has no such divergence of a call.</exception>
    public static CallExplanation Explain(string summary, string source, int number)
    {
        IReadOnlyList<Reported> all = Read(summary, source);
        Reported divergence = number <= all.Count
            ? all[number - 1]
            : throw new ReplayConfigurationException($"{source} has no divergence {number}; it has {all.Count}.");
        string place = $"Divergence {number} ({divergence.Kind}{(divergence.Location is { Length: > 0 } location ? $" at {location}" : "")})";
        if (divergence.Call is not { } call || divergence.CallRequest is null)
        {
            throw new ReplayConfigurationException($"{place} is about the response of exchange {divergence.Exchange + 1} ({divergence.Request}), and no dependency call; infernosim explain is about calls.");
        }

        return new CallExplanation
        {
            Exchange = divergence.Exchange,
            Request = divergence.Request ?? "",
            Call = call,
            CallRequest = divergence.CallRequest,
            Candidates = divergence.Candidates ?? [],
            Result = $"{place}: expected {divergence.Expected}, got {divergence.Got}.",
        };
    }

    private static IReadOnlyList<Reported> Read(string summary, string source)
    {
        try
        {
            return JsonSerializer.Deserialize<Report>(summary, Options)?.Divergences ?? throw new JsonException("It has no divergences.");
        }
        catch (JsonException problem)
        {
            throw new ReplayConfigurationException($"{source} is not the summary of a replay as JSON: {problem.Message}", problem);
        }
    }

    private sealed record Report(IReadOnlyList<Reported>? Divergences);

    private sealed record Reported(
        string? Kind, int Exchange, int? Call, string? Request, string? CallRequest, string? Location, string? Expected, string? Got, IReadOnlyList<CandidateCall>? Candidates);
}
