using System.CommandLine;
using System.Net;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Faults;
using InfernoSim.Replay;

namespace InfernoSim.Cli.Replaying;

/// <summary><c>infernosim replay [INCIDENT]</c>: its flags, and how they become a <see cref="ReplayInvocation"/>.</summary>
internal sealed class ReplayCommand : Command
{
    private readonly Argument<string?> _folder = new("INCIDENT")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The incident folder; the same as --incident.",
    };

    private readonly Flag<string> _incident = new(
        "--incident", "DIR", "The incident folder, as capture wrote it. It is only read.", ".", text => text);

    private readonly Flag<Uri> _targetBase = new(
        "--target-base", "URL", "Where the service under test listens.", "http://localhost:18080", ServiceAddress.Parse);

    private readonly Flag<int> _runs = new(
        "--runs", "N", "How often the whole incident is replayed, one run after the other.", "10", FlagText.WholeNumber(1, 65535, "--runs 10"));

    private readonly Flag<int> _fanout = new(
        "--fanout", "N", "How many workers replay the whole incident at the same time in each run, each with its own connections and cookies.", "1", FlagText.WholeNumber(1, 65535, "--fanout 50"));

    private readonly Flag<double> _timeScale = new(
        "--time-scale", "FACTOR", "Recorded gaps are multiplied by this; 0.5 is twice as fast, 0 drops them.", "1.0", FlagText.Number(0, 1e6, "--time-scale 0.5"));

    private readonly Flag<double> _density = new(
        "--density", "FACTOR", "Recorded gaps are divided by this; 2 is twice as dense.", "1.0", FlagText.Number(1e-6, 1e6, "--density 2"));

    private readonly Flag<TimeSpan> _minGap = new(
        "--min-gap", "DURATION", "The least gap between two requests of a worker.", "2ms", FlagText.Duration("--min-gap 2ms"));

    private readonly Flag<TimeSpan> _maxWallTime = new(
        "--max-wall-time", "DURATION", "How long one run may take; 0s for no limit. A schedule that cannot fit is refused before the first request.", "30s", FlagText.Duration("--max-wall-time 5m"));

    private readonly Flag<TimeSpan> _maxIdleTime = new(
        "--max-idle-time", "DURATION", "How long a request may be in flight with nothing happening before the run has stalled; 0s for no limit.", "5s", FlagText.Duration("--max-idle-time 10s"));

    private readonly Flag<int> _maxEvents = new(
        "--max-events", "N", "Replay only the first N recorded requests; 0 for all.", "0", FlagText.WholeNumber(0, int.MaxValue, "--max-events 100"));

    private readonly Flag<TimeSpan> _window = new(
        "--window", "DURATION", "The objective: all requests of a run complete within this time; 0s for none.", "0s", FlagText.Duration("--window 20s"));

    private readonly ListFlag<Fault> _inject = new(
        "--inject", "RULE", "A fault in dependency calls, for example 'dep=payments.test latency=+200ms drop=5%'; may be repeated.", Fault.Parse);

    private readonly Flag<IPEndPoint> _stubListen = new(
        "--stub-listen", "ADDRESS", "Where the dependency stub listens; the service's HTTP_PROXY points here. Its port being taken is an error.", ":19000", ListenText.ParseEndPoint);

    private readonly Flag<IPEndPoint?> _stubCompatListen = new(
        "--stub-compat-listen", "ADDRESS", "Where the stub listens as well, so that a service still configured for the capture proxy needs no change; empty for nowhere. Its port being taken is a warning.", ":9000", ListenText.ParseOptionalEndPoint);

    private readonly Flag<ulong> _seed = new(
        "--seed", "N", "The seed of everything random; the same seed makes the same decisions.", "0", FlagText.Seed);

    private readonly ListFlag<KeyValuePair<string, string>> _header;

    private readonly Switch _allowWrites = new(
        "--allow-writes", "Replay requests that may change state (all but GET, HEAD, OPTIONS and TRACE). Dependencies are stubbed, so a write reaches the service under test and what it owns, nothing else.", onByDefault: true);

    private readonly Switch _safeMode = new(
        "--safe-mode", "Leave those requests out; not together with --allow-writes.");

    private readonly Switch _diagnose = new(
        "--diagnose", "Look closer at what limits the service: measure what the replayer itself can do and, where an injected delay is suspected, replay a run with and one without it.");

    private readonly Switch _json = new("--json", "Print the summary as JSON on standard output, and nothing else there.");

    private readonly Switch _quiet = new("--quiet", "Print only the outcome and the first divergence.");

    /// <param name="environment">Looks up an environment variable.</param>
    public ReplayCommand(Func<string, string?> environment)
        : base(
            "replay",
            """
            Replay an incident against a service, its dependencies answered from the recording, and judge what it did.
            A DURATION is written as in Go: 200ms, 1.5s, 5m, 1h30m. An ADDRESS is [IP]:port; without an IP it is this machine's only.
            Exit code 0: the service passed. 1: it failed. 2: it could not be judged.
            """)
    {
        _header = new(
            "--header",
            "LINE",
            "A header set on every request in place of the recorded one, for example 'Authorization: Bearer ${TOKEN}' with TOKEN from the environment; may be repeated.",
            text => HeaderLine.Parse(text, environment));
        Add(_folder);
        foreach (Option option in (Option[])[
            _incident, _targetBase, _runs, _fanout, _timeScale, _density, _minGap, _maxWallTime, _maxIdleTime, _maxEvents, _window, _inject, _header,
            _stubListen, _stubCompatListen, _seed, _allowWrites, _safeMode, _diagnose, _json, _quiet])
        {
            Add(option);
        }
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">Flags that do not go together.</exception>
    public ReplayInvocation Read(ParseResult result) => new()
    {
        Incident = ReadIncident(result),
        TargetBase = _targetBase.In(result),
        StubListen = _stubListen.In(result),
        StubCompatListen = _stubCompatListen.In(result),
        Json = _json.In(result),
        Quiet = _quiet.In(result),
        Options = new ReplayOptions
        {
            Runs = _runs.In(result),
            Fanout = _fanout.In(result),
            TimeScale = _timeScale.In(result),
            Density = _density.In(result),
            MinGap = _minGap.In(result),
            MaxWallTime = _maxWallTime.In(result),
            MaxIdleTime = _maxIdleTime.In(result),
            MaxEvents = _maxEvents.In(result),
            Window = _window.In(result),
            Faults = _inject.In(result),
            Headers = _header.In(result),
            Seed = _seed.In(result),
            AllowWrites = ReadAllowWrites(result),
            DiagnoseLimit = _diagnose.In(result),
        },
    };

    private string ReadIncident(ParseResult result)
    {
        string flag = _incident.In(result);
        if (result.GetValue(_folder) is not string positional)
        {
            return flag;
        }

        return !_incident.WasGiven(result) || Path.GetFullPath(flag) == Path.GetFullPath(positional)
            ? positional
            : throw new CliException($"--incident: '{flag}' and '{positional}' are two different folders; give one of them");
    }

    private bool ReadAllowWrites(ParseResult result)
    {
        if (_allowWrites.WasGiven(result) && _safeMode.WasGiven(result))
        {
            throw new CliException("--allow-writes and --safe-mode exclude each other; give one of them");
        }

        return _safeMode.WasGiven(result) ? !_safeMode.In(result) : _allowWrites.In(result);
    }
}
