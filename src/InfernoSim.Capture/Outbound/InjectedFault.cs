using System.IO.Pipelines;
using InfernoSim.Calls;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Transport;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Recording;
using InfernoSim.Tls;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Capture.Outbound;

/// <summary>
/// A call that a fault rule makes fail. Nothing of it is passed on. It is recorded as what its caller saw, so that a replay lets it fail in the same way.
/// </summary>
/// <param name="proxy">The proxy it came to.</param>
/// <param name="context">The request, and where the response goes.</param>
/// <param name="seen">What the recorder sees of it.</param>
/// <param name="target">Where it was going.</param>
/// <param name="decision">What becomes of it.</param>
internal sealed class InjectedFault(Proxy proxy, HttpContext context, OutboundObservation seen, AbsoluteTarget target, FaultDecision decision)
{
    /// <summary>Answers it, or does not.</summary>
    /// <returns>A task that completes when the caller has been served, and it has been written down.</returns>
    public async Task RunAsync()
    {
        DependencyAnswer answer = await AnswerAsync();
        await seen.CompleteAsync();
        if (answer.Status == 0)
        {
            TornConnection.Tear(context, answer.Reset);
        }
        else
        {
            await FailureAnswer.WriteAsync(context, answer);
        }
    }

    private async Task<DependencyAnswer> AnswerAsync()
    {
        CancellationToken stopping = ProxyConnection.Of(context)!.Closing;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await TakeRequestAsync(ended.Token);
            await Task.Delay(decision.Delay + (decision.Effect == FaultEffect.Blackhole ? Fault.LongestSilence : TimeSpan.Zero), proxy.Recorder.Time, ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            seen.Fail(stopping.IsCancellationRequested || proxy.IsCutting ? GatewayFailure.CaptureStopped : GatewayFailure.ClientAborted);
            return DependencyAnswer.Closed;
        }

        return decision.Effect switch
        {
            FaultEffect.Timeout => TimedOut(),
            FaultEffect.Status => WithStatus(decision.Status),
            FaultEffect.Reset => Torn(ConnectionEnd.Reset, DependencyAnswer.WasReset),
            _ => Torn(ConnectionEnd.Closed, DependencyAnswer.Closed),
        };
    }

    // A replay compares all of the request.
    private async Task TakeRequestAsync(CancellationToken ended)
    {
        Tracing.Take(context.Request.Headers, seen);
        PipeReader body = context.Request.BodyReader;
        ReadResult read;
        do
        {
            read = await body.ReadAsync(ended);
            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
            {
                seen.RequestBody.Append(piece.Span);
            }

            body.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);
        seen.RequestEnded();
    }

    private DependencyAnswer TimedOut()
    {
        seen.FailWithoutResponse(GatewayFailure.Timeout);
        return GatewayFailure.ToAnswer(seen.Error!);
    }

    private DependencyAnswer Torn(string end, DependencyAnswer answer)
    {
        seen.FailWithoutResponse(GatewayFailure.ConnectionReset);
        seen.ConnectionEnd = end;
        return answer;
    }

    private DependencyAnswer WithStatus(int status)
    {
        DependencyAnswer answer = Refusal.Injected(status, new DependencyRequest { Method = seen.Method, Scheme = target.Scheme, Authority = target.Authority, PathAndQuery = target.PathAndQuery });
        seen.BeginResponse(status, default);
        foreach ((string name, IReadOnlyList<string> values) in answer.Headers)
        {
            seen.TakeResponseField(name, values);
        }

        if (FailureAnswer.HasBody(context.Request.Method, status))
        {
            seen.ResponseBody.Append(answer.Body.Span);
        }

        return answer;
    }
}
