using System.Diagnostics;
using InfernoSim.Capture.AspNetCore.Classified;
using InfernoSim.Capture.AspNetCore.Health;
using InfernoSim.Capture.AspNetCore.Ring;
using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Recording;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoSim.Capture.AspNetCore;

/// <summary>The recording of one service: the one recorder, with a ring for its logs.</summary>
internal sealed class Recorder
{
    // Whatever begins with a dot is no incident.
    private const string SpillFolder = ".recording";

    private static readonly AsyncLocal<Scope?> Ambient = new();
    private static readonly Action<ILogger, Exception?> LogMiss = LoggerMessage.Define(
        LogLevel.Warning, new EventId(1, "InfernoSimRecorderMissed"), "The flight recorder could not record an exchange; the service is not affected. Further ones are counted, not logged.");

    // In place of the id of an exchange that has none, since nothing of it is recorded.
    private const string LeftOutExchange = "";

    private readonly Scope _leftOut;
    private readonly TrafficRecorder _calls;
    private readonly ILogger _log;
    private readonly RecorderOptions _rules;
    private int _hasMissed;

    public Recorder(IOptions<FlightRecorderOptions> options, RecorderMeter meter, ILogger<Recorder> log, IServiceProvider services, TimeProvider? time = null)
    {
        Options = options.Value;
        _leftOut = new Scope(this, LeftOutExchange);
        Time = time ?? TimeProvider.System;
        IsOn = Options.Enabled && !RecorderSwitch.IsOff;
        var rules = new RecorderOptions
        {
            MaxBodyBytes = Options.MaxBody,
            KeepSecrets = Options.CaptureSensitiveData,
            Policy = Options.CaptureSensitiveData ? Options.Privacy.Places : new ClassifiedPolicy(Options.Privacy, services),
        };
        _rules = rules;
        TimeSpan remembered = Options.Keep + Options.After;
        CpuLimit? limit = Options.MaxCpu < 1 ? new CpuLimit(Options.MaxCpu, remembered, Time) : null;
        Sampler = new Sampler(Options.Sampling, limit, remembered, Time);
        SpillStore? disk = Options.MaxDisk == 0 ? null : new SpillStore(Path.Combine(Options.Folder, SpillFolder), Options.MaxDisk);
        Ring = new ExchangeRing(Options.MaxMemory, Options.Keep, Time, rules.Scrubber, disk) { Missed = (_, fault) => Tell(fault) };
        rules = rules with { Memory = Ring };
        Exchanges = new TrafficRecorder(new RingLog(Ring, LogKind.Inbound, limit), rules, Time);
        _calls = new TrafficRecorder(new RingLog(Ring, LogKind.Outbound, limit), rules, Time);
        var statements = new RingLog(Ring, LogKind.Sql, limit);
        Statements = new SqlRecorder(() => statements, rules.Scrubber);
        _log = log;
        meter.Watch(Ring, Sampler);
    }

    /// <summary>The options.</summary>
    public FlightRecorderOptions Options { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Whether anything is recorded.</summary>
    public bool IsOn { get; }

    /// <summary>What its incidents say of secrets.</summary>
    public IncidentPrivacy? Privacy => _rules.Privacy;

    /// <summary>What is kept.</summary>
    public ExchangeRing Ring { get; }

    /// <summary>Decides which exchanges are recorded.</summary>
    public Sampler Sampler { get; }

    /// <summary>Records the exchanges of the service.</summary>
    public TrafficRecorder Exchanges { get; }

    /// <summary>Records its statements.</summary>
    public SqlRecorder Statements { get; }

    /// <summary>What cannot be recorded, one sentence each.</summary>
    public NotRecordedLog NotRecorded { get; } = new();

    /// <summary>The recorder that the running code belongs to; <see langword="null"/> for code of no request.</summary>
    public static Recorder? Current => Ambient.Value?.Owner;

    /// <summary>The exchange that the running code belongs to; <see langword="null"/> for code of no request, or of one that is left out.</summary>
    public static string? CurrentExchangeId => Ambient.Value is { ExchangeId: not LeftOutExchange } scope ? scope.ExchangeId : null;

    /// <summary>Whether the running code belongs, by its context, to an exchange that is left out.</summary>
    public static bool IsCurrentLeftOut => Ambient.Value?.ExchangeId == LeftOutExchange;

    /// <summary>Whether the running code belongs to an exchange that is left out, so that nothing of it is recorded.</summary>
    public bool IsLeftOut => Find() == LeftOutExchange;

    /// <summary>The exchange that the running code belongs to, by its context, or by its trace where that is of one open exchange alone.</summary>
    public string? FindExchange() => Find() is { } found && found != LeftOutExchange ? found : null;

    /// <summary>Makes all that the caller goes on to do, or start, part of an exchange.</summary>
    public void Enter(string exchangeId) => Ambient.Value = new Scope(this, exchangeId);

    /// <summary>Makes all that the caller goes on to do, or start, part of an exchange that is left out.</summary>
    /// <param name="trace">The trace that its calls may be known by; <see langword="null"/> for none.</param>
    public void LeaveOut(string? trace)
    {
        if (trace is not null)
        {
            Exchanges.Options.OpenExchanges.Open(trace, LeftOutExchange);
        }

        Ambient.Value = _leftOut;
    }

    /// <summary>An exchange that is left out has ended.</summary>
    /// <param name="trace">As when it began.</param>
    /// <param name="isOwn">Whether the trace is this exchange's alone.</param>
    public void EndLeftOut(string? trace, bool isOwn)
    {
        if (trace is not null)
        {
            Exchanges.Options.OpenExchanges.Close(trace, isOwn ? trace : LeftOutExchange);
        }
    }

    /// <summary>A call begins.</summary>
    public OutboundObservation OpenCall(DependencyRequest asked)
    {
        string? exchange = FindExchange();
        OutboundObservation call = _calls.OpenCall(asked.Method, $"{asked.Scheme}://{asked.Authority}{asked.PathAndQuery}", asked.Authority);
        call.BeginRequest(default, Incidents.HeaderMap.Empty, exchange);
        call.IsBackground = exchange is null;
        return call;
    }

    /// <summary>The head of a call's request is known.</summary>
    public void Begin(OutboundObservation call) => Ring.Open(call);

    /// <summary>A call has ended.</summary>
    public void Complete(OutboundObservation call)
    {
        Ring.Close(call);
        if (call.LacksMemory)
        {
            Ring.Drop(call.Exchange, call);
            call.ReleaseBodies();
        }
        else
        {
            Complete(call, call.Exchange);
        }
    }

    /// <summary>Nobody will ever read the rest of a call's response.</summary>
    public void Abandon(OutboundObservation call)
    {
        if (call.Exchange is null || Ring.Knows(call.Exchange))
        {
            Complete(call);
        }
        else
        {
            Ring.Close(call);
            call.ReleaseBodies();
        }
    }

    /// <summary>An exchange has ended.</summary>
    public void Complete(InboundObservation exchange)
    {
        if (exchange.LacksMemory)
        {
            Ring.Drop(exchange.TraceId, exchange);
        }

        Complete(exchange, exchange.TraceId);
        Ring.Close(exchange);
    }

    /// <summary>A call could not be recorded.</summary>
    public void Miss(OutboundObservation call, Exception fault)
    {
        Ring.Close(call);
        call.ReleaseBodies();
        Miss(call.Exchange, fault);
    }

    /// <summary>Something could not be recorded, and the exchange that it belongs to is dropped.</summary>
    public void Miss(string? exchange, Exception fault)
    {
        Ring.Drop(exchange, DropCause.Fault);
        Tell(fault);
    }

    /// <summary>Says in the log of the service, once, that something went wrong.</summary>
    public void Tell(Exception fault)
    {
        if (Interlocked.Exchange(ref _hasMissed, 1) == 0)
        {
            LogMiss(_log, fault);
        }
    }

    private string? Find() => Ambient.Value is { } scope && scope.Owner == this
        ? scope.ExchangeId
        : Activity.Current is { IdFormat: ActivityIdFormat.W3C } own ? Exchanges.Options.OpenExchanges.Find(own.TraceId.ToHexString()) : null;

    private void Complete(TrafficObservation seen, string? exchange)
    {
        try
        {
            // A ring takes it at once.
            ValueTask completed = seen.CompleteAsync();
            if (!completed.IsCompletedSuccessfully)
            {
                _ = completed.AsTask();
            }
        }
#pragma warning disable CA1031 // The service must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            seen.ReleaseBodies();
            Miss(exchange, fault);
        }
    }

    private sealed record Scope(Recorder Owner, string ExchangeId);
}
