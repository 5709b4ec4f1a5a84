using System.Buffers.Binary;
using InfernoSim.Matching;

namespace InfernoSim.Faults;

/// <summary>
/// Decides what the rules do to a call. A decision is a function of seed, rule, worker, call and attempt alone: neither
/// time nor the order of calls is in it, so that every run, on any machine, meets the same faults.
/// </summary>
internal sealed class FaultPlan
{
    /// <summary>How many rules a plan can hold: one bit each in <see cref="FaultDecision.AppliedRules"/>.</summary>
    public const int MostRules = 64;

    private readonly Fault[] _faults;
    private readonly ulong _seed;

    /// <summary>Makes a plan.</summary>
    /// <param name="faults">The rules, in the order that they are to be asked.</param>
    /// <param name="seed">The seed of everything random.</param>
    /// <exception cref="ReplayConfigurationException">There are more than <see cref="MostRules"/> rules.</exception>
    public FaultPlan(IReadOnlyList<Fault> faults, ulong seed)
    {
        if (faults.Count > MostRules)
        {
            throw new ReplayConfigurationException($"{faults.Count} fault rules were given; a replay takes at most {MostRules}.");
        }

        _faults = [.. faults];
        _seed = seed;
    }

    private enum Draw
    {
        Rate = 1,
        Jitter = 2,
        Drop = 3,
        Reset = 4,
        Blackhole = 5,
    }

    /// <summary>Decides one attempt. Delays of all rules add up; the first rule that makes the call fail says how.</summary>
    /// <param name="authority">The dependency, as the caller named it.</param>
    /// <param name="scheme"><c>http</c> or <c>https</c>; <c>sql</c> for a statement.</param>
    /// <param name="worker">The index of the worker, from 0.</param>
    /// <param name="identity">The recorded call.</param>
    /// <param name="attempt">How often this worker has made this call before in this run: 0 for the first attempt.</param>
    /// <param name="method">The method; the kind of a statement.</param>
    /// <param name="target">Path and query; the table of a statement.</param>
    /// <returns>The decision.</returns>
    public FaultDecision Decide(string authority, string scheme, int worker, CallIdentity identity, int attempt, string method = "", string target = "")
    {
        FaultDecision decision = default;
        if (_faults.Length == 0)
        {
            return decision;
        }

        Authority dependency = Authority.Of(authority, scheme);
        for (int rule = 0; rule < _faults.Length; rule++)
        {
            Fault fault = _faults[rule];

            // The share is one of calls, not of attempts: a call that the rule applies to stays so when it is tried again.
            bool isMeant = fault.Sql is null ? fault.Dependency.Matches(dependency) : fault.Matches(authority, scheme, method, target);
            if (isMeant && Uniform(Draw.Rate, rule, worker, identity, attempt: 0) < fault.Rate)
            {
                decision = Apply(decision, rule, worker, identity, attempt);
            }
        }

        return decision;
    }

    /// <summary>The rules that changed something, as they were written.</summary>
    /// <param name="decision">What was decided.</param>
    /// <returns>One after the other, with a semicolon between.</returns>
    public string Describe(FaultDecision decision) => string.Join("; ", _faults.Where((_, rule) => decision.Applied(rule)).Select(fault => fault.Text));

    private FaultDecision Apply(FaultDecision before, int rule, int worker, CallIdentity identity, int attempt)
    {
        Fault fault = _faults[rule];
        TimeSpan delay = fault.Latency;
        if (fault.Jitter > TimeSpan.Zero)
        {
            delay += TimeSpan.FromTicks((long)(Uniform(Draw.Jitter, rule, worker, identity, attempt) * fault.Jitter.Ticks));
        }

        FaultEffect effect = FaultEffect.None;
        int status = 0;
        if (before.Effect == FaultEffect.None)
        {
            effect = EffectOf(rule, worker, identity, attempt, out status);
            delay += effect == FaultEffect.Timeout ? fault.Timeout.GetValueOrDefault() : TimeSpan.Zero;
        }

        bool changed = delay > TimeSpan.Zero || effect != FaultEffect.None;
        return new FaultDecision(
            before.Delay + delay,
            before.Effect == FaultEffect.None ? effect : before.Effect,
            before.Effect == FaultEffect.None ? status : before.Status,
            before.AppliedRules | (changed ? 1UL << rule : 0))
        {
            Error = before.Effect == FaultEffect.None && effect == FaultEffect.Error ? ErrorOf(fault) : before.Error,
        };
    }

    // What befalls only some attempts is asked before what befalls all, which would hide it.
    private FaultEffect EffectOf(int rule, int worker, CallIdentity identity, int attempt, out int status)
    {
        Fault fault = _faults[rule];
        status = 0;
        if (fault.Drop > 0 && Uniform(Draw.Drop, rule, worker, identity, attempt) < fault.Drop)
        {
            return FaultEffect.Drop;
        }

        if (fault.Reset > 0 && Uniform(Draw.Reset, rule, worker, identity, attempt) < fault.Reset)
        {
            return FaultEffect.Reset;
        }

        if (fault.Blackhole > 0 && Uniform(Draw.Blackhole, rule, worker, identity, attempt) < fault.Blackhole)
        {
            return FaultEffect.Blackhole;
        }

        if (attempt < fault.Retries)
        {
            status = fault.Sql is null ? Fault.RetryStatus : 0;
            return fault.Sql is null ? FaultEffect.Status : FaultEffect.Error;
        }

        if (fault.Timeout is not null)
        {
            return FaultEffect.Timeout;
        }

        if (fault.Error != StatementError.None && fault.Retries == 0)
        {
            return FaultEffect.Error;
        }

        status = fault.Status.GetValueOrDefault();
        return fault.Status is null ? FaultEffect.None : FaultEffect.Status;
    }

    // Attempts that fail before one is answered fail by what a client tries again for.
    private static StatementError ErrorOf(Fault fault) => fault.Error == StatementError.None ? StatementError.Connection : fault.Error;

    private double Uniform(Draw draw, int rule, int worker, CallIdentity identity, int attempt)
    {
        Span<byte> input = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(input, _seed);
        BinaryPrimitives.WriteInt32LittleEndian(input[8..], (int)draw);
        BinaryPrimitives.WriteInt32LittleEndian(input[12..], rule);
        BinaryPrimitives.WriteInt32LittleEndian(input[16..], worker);
        BinaryPrimitives.WriteInt32LittleEndian(input[20..], identity.Exchange);
        BinaryPrimitives.WriteInt32LittleEndian(input[24..], identity.Call);
        BinaryPrimitives.WriteInt32LittleEndian(input[28..], attempt);
        return UniformDraw.Of(input);
    }
}
