using InfernoSim.Measuring;

namespace InfernoSim.Load.Envelope;

/// <summary>
/// Finds the greatest load that holds the objective: doubled until one does not, then the gap is divided (in proportion)
/// until it is small. The throughput of a saturated service says where to look first.
/// </summary>
/// <param name="options">Where to look.</param>
/// <param name="measure">Measures a load, roughly for the ramp, or closely.</param>
/// <param name="budget">No step is begun when it is used up.</param>
internal sealed class EdgeSearch(EdgeSearchOptions options, Func<double, StepEffort, CancellationToken, Task<MeasuredStep>> measure, SearchBudget budget)
{
    private const double Factor = 2;
    private const double Halfway = 1.0 / 2;

    // A rate that does not hold takes longer to measure than one that does, for the service has to work off what is left of it.
    private const double NearerToWhatHeld = 1.0 / 3;

    // Just within and just beyond what a saturated service completes: if both turn out so, the edge is between them.
    private static readonly double[] AroundThroughput = [0.986, 1.01, 1.03];

    private readonly List<MeasuredStep> _steps = [];
    private MeasuredStep? _held;
    private MeasuredStep? _missed;
    private double? _throughput;
    private double? _overload;
    private Unrecovered? _unrecovered;
    private MeasuredStep? _unmade;
    private bool _isOver;

    public async Task<Edge> FindAsync(CancellationToken cancellationToken)
    {
        await RampUpAsync(cancellationToken);
        do
        {
            while (_held is null && _missed is not null && _missed.Load / Factor >= options.Least && HasTime())
            {
                await StepAsync(Proposed() ?? Rounded(_missed.Load / Factor), StepEffort.Rough, cancellationToken);
            }

            while (_held is not null && _missed is not null && Proposed() is { } load && HasTime())
            {
                await StepAsync(load, StepEffort.Close, cancellationToken);
            }
        }
        while (await IsRefutedAsync(cancellationToken));

        RefuteWhatBroke();
        return new Edge(_held, _missed, _steps) { Unrecovered = _unrecovered, Unmade = _unmade, IsPrecise = _held is not null && _missed is not null && IsClose() };
    }

    // A load that held by few requests is measured on. If it then does not hold, the edge is below it.
    private async Task<bool> IsRefutedAsync(CancellationToken cancellationToken)
    {
        if (_isOver
            || _held is not { IsBounded: false } thin
            || options.HasTimeForEvidence?.Invoke(thin.Load) != true
            || await MeasureAsync(thin.Load, StepEffort.Evidence, cancellationToken) is not { } step)
        {
            return false;
        }

        if (step.Holds)
        {
            _held = step;
            return false;
        }

        _missed = step;
        _held = _steps.Where(earlier => earlier.Holds && earlier.Load < step.Load).MaxBy(earlier => earlier.Load);
        return true;
    }

    // A load that breaks a service for good is not sustained, though the service broke so late in it that few requests failed.
    private void RefuteWhatBroke()
    {
        if (_unrecovered is not { } broken || _held?.Load != broken.Load)
        {
            return;
        }

        _missed = _held with { Verdict = StepVerdict.Missed, Reason = "the service did not recover from it" };
        _steps[_steps.IndexOf(_held)] = _missed;
        _held = _steps.Where(earlier => earlier.Holds && earlier.Load < broken.Load).MaxBy(earlier => earlier.Load);
    }

    private async Task RampUpAsync(CancellationToken cancellationToken)
    {
        for (double load = Rounded(options.Start); _missed is null && load <= options.Most && HasTime(); load = Next(load))
        {
            await StepAsync(load, load == options.Asked ? StepEffort.Close : StepEffort.Rough, cancellationToken);
        }
    }

    // What was asked for is not stepped over.
    private double Next(double load)
    {
        double next = Rounded(load * Factor);
        return options.Asked is { } asked && asked > load && asked < next ? asked : next;
    }

    // A small miss may be the machine's, and a figure too close to its limit does not decide: both are
    // measured again, for longer, and that decides.
    private async Task StepAsync(double load, StepEffort effort, CancellationToken cancellationToken)
    {
        if (await MeasureAsync(load, effort, cancellationToken) is not { } step)
        {
            return;
        }

        if (HasTime() && (step.Verdict == StepVerdict.Undecided || (step.Verdict == StepVerdict.Missed && !step.IsClear)))
        {
            step = await MeasureAsync(load, effort == StepEffort.Rough ? StepEffort.Close : StepEffort.Longest, cancellationToken) ?? step;
        }

        if (step.Holds)
        {
            _held = step;
        }
        else
        {
            _missed = step;
        }

        if (step.IsSaturated)
        {
            _throughput = ThroughputOf(step.Result) / options.RequestsPerLoad;
        }
    }

    // What a service does that an overload has broken says nothing of the load.
    private async Task<MeasuredStep?> MeasureAsync(double load, StepEffort effort, CancellationToken cancellationToken)
    {
        if (_overload is { } overload && options.Recover is { } recover && await recover(_held, cancellationToken) is { } waited)
        {
            _isOver = true;
            _unrecovered = Unrecovered.After(overload, waited);
            return null;
        }

        MeasuredStep step = await measure(load, effort, cancellationToken);
        if (step.Result.Shortage is not null)
        {
            // It says nothing of the service, and the next load would take more from the machine.
            _isOver = true;
            _unmade = step;
            return null;
        }

        _overload = step.IsSaturated || (step.Verdict == StepVerdict.Missed && step.IsClear) ? load : null;
        _steps.Add(step);
        return step;
    }

    // A service that answers in waves is counted best by the slope, one that answers in bursts by the count.
    private static double ThroughputOf(LoadResult result)
    {
        Interval goodput = result.Goodput;
        return goodput.High - goodput.Low < 0.2 * goodput.Value ? result.CompletionRate : goodput.Value;
    }

    /// <summary>The load to measure next; <see langword="null"/> when the edge is known well enough.</summary>
    private double? Proposed()
    {
        double low = _held?.Load ?? 0;
        double high = _missed!.Load;
        if (options.Asked is { } asked && asked > low && asked < high)
        {
            return Rounded(asked);
        }

        if (_held is not null && IsClose())
        {
            return null;
        }

        if (options.UsesThroughput && _throughput is { } throughput)
        {
            foreach (double factor in AroundThroughput)
            {
                double candidate = throughput * factor;
                if (candidate > low * (1 + (options.Precision / 2)) && candidate < high / (1 + (options.Precision / 2)))
                {
                    return candidate;
                }
            }
        }

        return low > 0 ? Rounded(low * Math.Pow(high / low, options.UsesThroughput ? NearerToWhatHeld : Halfway)) : null;
    }

    private bool IsClose() =>
        _missed!.Load <= _held!.Load * (1 + options.Precision) || (options.IsWhole && _missed.Load <= _held.Load + 1);

    private double Rounded(double load)
    {
        if (!options.IsWhole)
        {
            return load;
        }

        double whole = Math.Max(1, Math.Round(load));
        return _held is not null && _missed is not null ? Math.Clamp(whole, _held.Load + 1, _missed.Load - 1) : whole;
    }

    private bool HasTime() => !_isOver && budget.Left > TimeSpan.Zero;
}

/// <summary>How closely a load is measured.</summary>
internal enum StepEffort
{
    /// <summary>To see whether the edge is anywhere near.</summary>
    Rough,

    /// <summary>Long enough for the figures' intervals near the edge.</summary>
    Close,

    /// <summary>Once more, where that did not decide.</summary>
    Longest,

    /// <summary>For as many requests as the objective's figures take.</summary>
    Evidence,
}
