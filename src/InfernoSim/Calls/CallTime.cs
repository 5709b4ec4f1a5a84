using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>Lets dependency calls take time, on the replay's clock: what a fault asks for, or what the recorded call took.</summary>
/// <param name="asked">Whether answers take their recorded time.</param>
/// <param name="time">The clock.</param>
/// <param name="load">Is told how long a call is the dependency's.</param>
internal sealed class CallTime(DependencyTime asked, TimeProvider time, LoadMeter load)
{
    private readonly ReplayClock? _clock = new TimeFlow(time).Virtual;

    /// <summary>A timestamp of the clock.</summary>
    public long Now() => time.GetTimestamp();

    /// <summary>Waits until the recorded answer is due, and for what faults add to it.</summary>
    /// <param name="match">The call.</param>
    /// <param name="began">When it came.</param>
    /// <param name="cancellationToken">Cancelled when the caller went away.</param>
    public async ValueTask WaitForAnswerAsync(MatchedCall match, long began, CancellationToken cancellationToken)
    {
        TimeSpan added = match.Decision.Delay;
        TimeSpan recorded = TakesRecordedTime(match) ? match.Call.Pace.Head - time.GetElapsedTime(began) : TimeSpan.Zero;
        if (recorded <= TimeSpan.Zero)
        {
            await WaitAsync(match, added, cancellationToken);
            return;
        }

        // Whoever gives up because of a fault is not held to what the incident's service waited for.
        ReplayedCalls? held = added == TimeSpan.Zero ? match.Scope?.Calls : null;
        held?.BeginWait(match.Call);
        await WaitAsync(match, recorded + added, cancellationToken);
        held?.EndWait(match.Call);
    }

    /// <summary>Waits with the answer of a call.</summary>
    /// <param name="match">The call.</param>
    /// <param name="delay">How long.</param>
    /// <param name="cancellationToken">Cancelled when the caller went away.</param>
    public async ValueTask WaitAsync(MatchedCall match, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        _clock?.Traffic.Hold();
        try
        {
            await DelayAsync(match, delay, cancellationToken);
        }
        finally
        {
            _clock?.Traffic.Release();
        }
    }

    /// <summary>The answer, whose body takes the time that it took from its headers on.</summary>
    /// <param name="match">The call.</param>
    /// <param name="answer">The answer, whose headers are due now.</param>
    public DependencyAnswer Paced(MatchedCall match, DependencyAnswer answer)
    {
        RecordedPace pace = match.Call.Pace;
        if (!TakesRecordedTime(match) || pace.Pieces.Count == 0 || answer.Body.IsEmpty)
        {
            return answer;
        }

        long began = time.GetTimestamp();
        return answer with
        {
            Pace = new AnswerPace(
                [.. pace.Pieces.Select(piece => piece.End)],
                (piece, cancellationToken) => WaitForPieceAsync(match, pace.Pieces[piece].At - pace.Head - time.GetElapsedTime(began), cancellationToken)),
        };
    }

    // What a fault answers in its place takes the time that the fault says.
    private bool TakesRecordedTime(MatchedCall match) => asked == DependencyTime.Recorded && match.Decision.Effect == Faults.FaultEffect.None;

    // The answer is with the transport already, which the clock has seen; what it waits for now is a timer like any of the service.
    private async ValueTask WaitForPieceAsync(MatchedCall match, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        LoadMeter.CallInStub call = load.CallBegan(match.Request.Authority, match.Scope ?? (object)match);
        try
        {
            await DelayAsync(match, delay, cancellationToken);
        }
        finally
        {
            call.End(cancellationToken.IsCancellationRequested ? CallEnding.GivenUp : CallEnding.Answered);
        }
    }

    private async ValueTask DelayAsync(MatchedCall match, TimeSpan delay, CancellationToken cancellationToken)
    {
        using (match.Scope?.Activity.Hold())
        {
            _clock?.Enter(match.Scope?.Activity.TraceId ?? ReplayClock.Replayer);
            await Task.Delay(delay, time, cancellationToken);
        }
    }
}
