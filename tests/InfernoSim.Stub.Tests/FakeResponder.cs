using System.Collections.Concurrent;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Stub.Tests;

/// <summary>Answers as it is told, and keeps what it was asked.</summary>
internal sealed class FakeResponder(Func<DependencyRequest, CancellationToken, ValueTask<DependencyAnswer>> answer) : IDependencyResponder
{
    public FakeResponder(Func<DependencyRequest, DependencyAnswer> answer)
        : this((request, _) => ValueTask.FromResult(answer(request)))
    {
    }

    public FakeResponder(DependencyAnswer answer)
        : this((_, _) => ValueTask.FromResult(answer))
    {
    }

    public ConcurrentQueue<DependencyRequest> Requests { get; } = new();

    public static DependencyAnswer Ok(string body, params (string Name, string Value)[] headers) => new()
    {
        Status = 200,
        Headers = HeaderMap.Of(headers),
        Body = System.Text.Encoding.UTF8.GetBytes(body),
    };

    public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        return answer(request, cancellationToken);
    }
}
