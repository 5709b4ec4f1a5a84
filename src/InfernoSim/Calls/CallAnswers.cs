using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>Answers calls that have found their recorded one: in the recorded order, and with the faults that were decided.</summary>
internal sealed class CallAnswers(ReplayRecorder recorder, CallTime time, bool holdsOrder)
{
    public async ValueTask<DependencyAnswer> AnswerAsync(MatchedCall match, CancellationToken cancellationToken)
    {
        DependencyAnswer answer = await DecideAsync(match, cancellationToken);
        match.Scope?.Events.Note(LogicalEventKind.CallAnswered, match.Call.Index);
        return answer;
    }

    /// <summary>A call that was answered ahead has found its recorded one.</summary>
    public void Settle(MatchedCall match)
    {
        match.Scope?.Calls.Answer(match.Call);
        recorder.Matching.CountAnswered();
        match.Scope?.Events.Note(LogicalEventKind.CallAnswered, match.Call.Index);
    }

    /// <summary>Answers a call of which it is not known yet whose it is.</summary>
    /// <param name="request">The call.</param>
    /// <param name="call">A recorded one; all that it may be were answered alike.</param>
    /// <param name="cancellationToken">Cancelled when the caller went away.</param>
    public async ValueTask<DependencyAnswer> AnswerAheadAsync(DependencyRequest request, PlannedCall call, CancellationToken cancellationToken)
    {
        var match = new MatchedCall(call, default, null, null, -1, request);
        LoadMeter.CallInStub waiting = recorder.Load.CallBegan(request.Authority, match);
        try
        {
            await time.WaitForAnswerAsync(match, time.Now(), cancellationToken);
            return call.Answer();
        }
        finally
        {
            waiting.End(cancellationToken.IsCancellationRequested ? CallEnding.GivenUp : CallEnding.Answered);
        }
    }

    private async ValueTask<DependencyAnswer> DecideAsync(MatchedCall match, CancellationToken cancellationToken)
    {
        recorder.Faults.CountApplied(match.Decision);
        match.Scope?.Calls.AddFaults(match.Decision.AppliedRules);
        await HoldAsync(match, cancellationToken);
        switch (match.Decision.Effect)
        {
            case FaultEffect.Drop:
                return DependencyAnswer.Closed;
            case FaultEffect.Reset:
                return DependencyAnswer.WasReset;
            case FaultEffect.Blackhole:
                await time.WaitAsync(match, Fault.LongestSilence, cancellationToken);
                return DependencyAnswer.Closed;
            case FaultEffect.Timeout:
                return GatewayFailure.ToAnswer(GatewayFailure.Describe(GatewayFailure.Timeout, match.Request.Authority));
            case FaultEffect.Status:
                return Refusal.Injected(match.Decision.Status, match.Request);
            case FaultEffect.Error:
                return StatementFault.Answer(match.Decision.Error, match.Request);
        }

        if (match.Call.WhyUnanswerable is { } why)
        {
            recorder.Matching.AddUnanswerable(match.Call, why);
            return Refusal.Of(match.Request, $"the recorded call cannot be answered: {why}", match.Call.Display, null);
        }

        recorder.Matching.CountAnswered();
        if (match.Call.LongestWait is { } longest)
        {
            await time.WaitAsync(match, longest, cancellationToken);
            return DependencyAnswer.Closed;
        }

        DependencyAnswer answer = match.Scope is { } scope ? LiveCalls.Answer(scope.Live, scope.Exchange.Index, match.Call) : match.Call.Answer();
        return time.Paced(match, answer);
    }

    // Whoever does not wait for an answer was not answered, and may ask again.
    private async ValueTask HoldAsync(MatchedCall match, CancellationToken cancellationToken)
    {
        long began = time.Now();
        try
        {
            if (holdsOrder && match.Scope is { } scope)
            {
                await scope.Calls.HoldForOrderAsync(match.Call, cancellationToken);
            }

            match.Scope?.Calls.Answer(match.Call);
            await time.WaitForAnswerAsync(match, began, cancellationToken);
        }
        catch (OperationCanceledException) when (match.Decision.Effect == FaultEffect.None)
        {
            match.Scope?.Calls.GiveBack(match.Call);
            match.Pool?.GiveBack(match.Call, match.Worker);
            throw;
        }
    }
}
