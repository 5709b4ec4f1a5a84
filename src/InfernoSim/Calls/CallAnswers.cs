using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>Answers calls that have found their recorded one: in the recorded order, and with the faults that were decided.</summary>
internal sealed class CallAnswers(ReplayRecorder recorder, TimeProvider time, bool holdsOrder)
{
    private static readonly DependencyAnswer NoAnswer = new() { Status = 0, Abort = true };

    public async ValueTask<DependencyAnswer> AnswerAsync(MatchedCall match, CancellationToken cancellationToken)
    {
        DependencyAnswer answer = await DecideAsync(match, cancellationToken);
        match.Scope?.Note(LogicalEventKind.CallAnswered, match.Call.Index);
        return answer;
    }

    private async ValueTask<DependencyAnswer> DecideAsync(MatchedCall match, CancellationToken cancellationToken)
    {
        recorder.CountFaults(match.Decision);
        match.Scope?.AddFaults(match.Decision.AppliedRules);
        await HoldAsync(match, cancellationToken);
        switch (match.Decision.Effect)
        {
            case FaultEffect.Drop:
                return NoAnswer;
            case FaultEffect.Timeout:
                return GatewayFailure.ToAnswer(GatewayFailure.Describe(GatewayFailure.Timeout, match.Request.Authority));
            case FaultEffect.Status:
                return Refusal.Injected(match.Decision.Status, match.Request);
        }

        if (match.Call.WhyUnanswerable is { } why)
        {
            recorder.AddUnanswerable(match.Call, why);
            return Refusal.Of(match.Request, $"the recorded call cannot be answered: {why}", match.Call.Display, null);
        }

        recorder.CountAnswered();
        if (match.Call.LongestWait is { } longest)
        {
            await WaitAsync(match, longest, cancellationToken);
            return NoAnswer;
        }

        return match.Scope is { } scope ? LiveCalls.Answer(scope.Live, scope.Exchange.Index, match.Call.Answer()) : match.Call.Answer();
    }

    // Whoever does not wait for an answer was not answered, and may ask again.
    private async ValueTask HoldAsync(MatchedCall match, CancellationToken cancellationToken)
    {
        try
        {
            if (holdsOrder && match.Scope is { } scope)
            {
                await scope.HoldForPredecessorsAsync(match.Call, cancellationToken);
            }

            if (match.Decision.Delay > TimeSpan.Zero)
            {
                await WaitAsync(match, match.Decision.Delay, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (match.Decision.Effect == FaultEffect.None)
        {
            match.Scope?.GiveBack(match.Call);
            match.Pool?.GiveBack(match.Call, match.Worker);
            throw;
        }
    }

    private async ValueTask WaitAsync(MatchedCall match, TimeSpan delay, CancellationToken cancellationToken)
    {
        using (match.Scope?.Activity.Hold())
        {
            var clock = time as ReplayClock;
            clock?.Enter(match.Scope?.Activity.TraceId ?? ReplayClock.Replayer);
            clock?.Traffic.Hold();
            try
            {
                await Task.Delay(delay, time, cancellationToken);
            }
            finally
            {
                clock?.Traffic.Release();
            }
        }
    }
}
