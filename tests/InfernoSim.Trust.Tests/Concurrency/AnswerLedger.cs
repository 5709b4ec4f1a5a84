using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Trust.Tests.Concurrency;

/// <summary>
/// Notes which recorded answer each replayed request was given, apart from anything that the replay counts itself: by the
/// trace id on the wire, and by the number that no two recorded answers share.
/// </summary>
internal sealed partial class AnswerLedger(IDependencyResponder inner) : IDependencyResponder
{
    private static readonly string[] Numbered = ["seat", "room", "quote", "booking"];

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _answers = new();

    /// <summary>What each request was answered with, in an order of their own.</summary>
    public IReadOnlyList<string> ByRequest => [.. _answers.Values.Select(answers => string.Join(' ', answers.Order(StringComparer.Ordinal)))];

    /// <summary>What an exchange was answered with in the incident, in the same order.</summary>
    public static string Recorded(RecordedExchange exchange) =>
        string.Join(' ', exchange.Calls.Select(call => NameOf(call.Status, call.ResponseBody.GetBytes())).Order(StringComparer.Ordinal));

    /// <inheritdoc/>
    public async ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken)
    {
        DependencyAnswer answer = await inner.AnswerAsync(request, cancellationToken);
        string traceId = TraceIdOf().Match(string.Join(',', request.Headers.Values("traceparent"))).Groups[1].Value;
        _answers.GetOrAdd(traceId, _ => []).Enqueue(NameOf(answer.Status, answer.Body));
        return answer;
    }

    private static string NameOf(int status, ReadOnlyMemory<byte> body)
    {
        if (status != 200)
        {
            return $"{status}";
        }

        using JsonDocument answer = JsonDocument.Parse(body);
        string name = Numbered.Single(name => answer.RootElement.TryGetProperty(name, out _));
        return $"{name}={answer.RootElement.GetProperty(name)}";
    }

    [GeneratedRegex("^00-([0-9a-f]{32})-")]
    private static partial Regex TraceIdOf();
}
